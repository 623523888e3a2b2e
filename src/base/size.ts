const powerOf1024: Readonly<Record<string, number>> = { '': 0, k: -2, m: -1, g: 0, t: 1, p: 2 };

/**
 * `10TB`, `512 MB`, `1.5TiB`, `256` → GB of 2^30 bytes; undefined when it is not a size. A bare number is GB.
 * `GB` and `GiB` mean the same, and 1 TB is 1,024 GB: the convention of SkyPilot and of the clouds' bills.
 */
export function parseSize(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(?:(b)|([kmgtp])(?:i?b?))?\s*$/i.exec(text.replaceAll(/(?<=\d),(?=\d{3})/g, ''));
  if (!match) return undefined;
  const power = match[2] ? -3 : powerOf1024[(match[3] ?? '').toLowerCase()];
  return power === undefined ? undefined : Number(match[1]) * 1024 ** power;
}
