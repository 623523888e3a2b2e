import { inferSchema, initParser } from 'udsv';

export type RawRow = Readonly<Record<string, string>>;

/**
 * Raw rows by header name. A row with more fields than the header (Azure's unquoted `V1,V2`)
 * has its last fields joined into one, so that nothing shifts.
 */
export function parseRawCsv(text: string): { rows: RawRow[]; joined: number } {
  const header = text.slice(0, text.indexOf('\n')).trim().split(',');
  let joined = 0;
  const mended = text
    .split('\n')
    .map((line) => {
      const fields = line.includes('"') ? header.length : line.split(',').length;
      if (fields <= header.length) return line;
      joined++;
      const parts = line.trimEnd().split(',');
      return [...parts.slice(0, header.length - 1), parts.slice(header.length - 1).join(' ')].join(',');
    })
    .join('\n');
  const rows = initParser(inferSchema(mended)).stringObjs(mended) as RawRow[];
  return { rows, joined };
}

/** null where the field is empty. */
export function rawNumber(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new Error(`not a number in a price source: ${JSON.stringify(text)}`);
  return value;
}
