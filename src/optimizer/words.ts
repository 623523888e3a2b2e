// No Intl (`toLocaleString`): its first use costs some 12 ms, a tenth of a whole plan.

/** `$57.20`, `$1,204.00`; four decimals under one cent. */
export function sayUsd(usd: number): string {
  const digits = usd !== 0 && Math.abs(usd) < 0.01 ? 4 : 2;
  const text = grouped(Math.abs(usd).toFixed(digits));
  return usd < 0 ? `-$${text}` : `$${text}`;
}

export function sayUsdPerHour(usd: number): string {
  return `${sayUsd(usd)}/h`;
}

/** `6 h 40 min`, `8 h`, `25 min`. */
export function sayHours(hours: number): string {
  const minutes = Math.round(hours * 60);
  const whole = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (whole === 0) return `${rest} min`;
  return rest === 0 ? `${sayCount(whole)} h` : `${sayCount(whole)} h ${rest} min`;
}

/** `10,240` */
export function sayCount(count: number): string {
  return grouped(String(count));
}

/** Commas between thousands. */
function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const commas = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? commas : `${commas}.${fraction}`;
}

/** `a`, `a or b`, `a, b or c`. */
export function sayEither(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
