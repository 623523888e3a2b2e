import Table from 'cli-table3';

export interface Column {
  readonly head: string;
  readonly right?: boolean;
}

/** Cells; or a plain string, which runs over all columns below the row before it. */
export type Row = readonly string[] | string;

export interface TableLayout {
  readonly indent?: string;
  /** Spaces between columns; 2 unless told. */
  readonly gap?: number;
}

/**
 * A table without borders that fits `width`: the last column takes what is left and wraps by words. Every line
 * ends in a line end. Cells may hold colour codes.
 */
export function table(
  columns: readonly Column[],
  rows: readonly Row[],
  width: number,
  layout: TableLayout = {},
): string {
  const { indent = '', gap = 2 } = layout;
  const view = new Table({
    chars: { ...noBorders, middle: ' '.repeat(gap) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colWidths: widthsOf(columns, rows, width - indent.length, gap),
    colAligns: columns.map((column) => (column.right ? 'right' : 'left')),
    wordWrap: true,
    ...(columns.some((column) => column.head !== '') ? { head: columns.map((column) => column.head) } : {}),
  });
  for (const row of rows) {
    view.push(typeof row === 'string' ? [{ content: row, colSpan: columns.length, hAlign: 'left' }] : [...row]);
  }
  return view
    .toString()
    .split('\n')
    .map((line) => `${`${indent}${line}`.trimEnd()}\n`)
    .join('');
}

/** Text wrapped by words to `width`. */
export function paragraph(text: string, width: number, indent = ''): string {
  return table([{ head: '' }], [[text]], width, { indent });
}

/** A list of sentences, each with a dash, wrapped by words. */
export function bullets(lines: readonly string[], width: number, indent = ''): string {
  if (lines.length === 0) return '';
  const rows = lines.map((line) => ['-', line]);
  return table([{ head: '' }, { head: '' }], rows, width, { indent, gap: 1 });
}

const noBorders = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ].map((name) => [name, '']),
);

/** Every column as wide as its widest cell; what does not fit is taken from the last one. */
function widthsOf(columns: readonly Column[], rows: readonly Row[], width: number, gap: number): number[] {
  const widths = columns.map((column, index) => {
    const cells = rows.map((row) => (typeof row === 'string' ? '' : (row[index] ?? '')));
    return Math.max(1, visibleLength(column.head), ...cells.map(visibleLength));
  });
  const last = widths.length - 1;
  const others = widths.slice(0, last).reduce((sum, each) => sum + each + gap, 0);
  widths[last] = Math.max(12, Math.min(widths[last] ?? 0, width - others));
  return widths;
}

const colorCode = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

function visibleLength(text: string): number {
  return text.replace(colorCode, '').length;
}
