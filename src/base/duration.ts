const hoursPerUnit: Readonly<Record<string, number>> = {
  s: 1 / 3600,
  sec: 1 / 3600,
  second: 1 / 3600,
  m: 1 / 60,
  min: 1 / 60,
  minute: 1 / 60,
  h: 1,
  hr: 1,
  hour: 1,
  d: 24,
  day: 24,
  w: 168,
  week: 168,
};

/** `8h`, `90m`, `2d`, `1h30m`, `1.5 hours` → hours; undefined when it is not a duration. A bare number has no unit and is none. */
export function parseDuration(text: string): number | undefined {
  const parts = [
    ...text
      .trim()
      .toLowerCase()
      .matchAll(/\s*(\d+(?:\.\d+)?)\s*([a-z]+)/gy),
  ];
  if (parts.map((part) => part[0]).join('').length !== text.trim().length || parts.length === 0) return undefined;
  let hours = 0;
  for (const [, amount, unit] of parts) {
    const word = unit ?? '';
    const factor = hoursPerUnit[word] ?? (word.length > 1 ? hoursPerUnit[word.replace(/s$/, '')] : undefined);
    if (factor === undefined) return undefined;
    hours += Number(amount) * factor;
  }
  return hours;
}
