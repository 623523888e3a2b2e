const reference = /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}|([A-Za-z_][A-Za-z0-9_]*))/g;

/**
 * Fills `$NAME`, `${NAME}` and `${NAME:-default}` in all text of a value, map keys too, from `values`.
 * An unknown name without default is left as it stands, for the shell on the machine to fill.
 */
export function interpolate(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return value.includes('$') ? interpolateText(value, values) : value;
  if (Array.isArray(value)) return value.map((item) => interpolate(item, values));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [interpolateText(key, values), interpolate(item, values)]),
    );
  }
  return value;
}

export function interpolateText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(
    reference,
    (whole, braced: string | undefined, fallback: string | undefined, bare: string | undefined) => {
      const name = braced ?? bare ?? '';
      if (Object.hasOwn(values, name)) {
        const value = values[name] ?? '';
        return value === '' && fallback !== undefined ? fallback : value;
      }
      return fallback ?? whole;
    },
  );
}
