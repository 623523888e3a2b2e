import Table from 'cli-table3';

export interface Column {
  readonly head: string;
  readonly right?: boolean;
  /** Where the table is too wide, the cells of this column go to the line below their row. */
  readonly folds?: boolean;
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
  const [shown, lines] = fold(columns, rows, width - indent.length, gap);
  return draw(shown, lines, width, indent, gap);
}

/** The library draws by recursion over all rows at once: a long table is drawn in slices of the same widths. */
const sliceRows = 1000;

function draw(columns: readonly Column[], rows: readonly Row[], width: number, indent: string, gap: number): string {
  const widths = widthsOf(columns, rows, width - indent.length, gap);
  const hasHeads = columns.some((column) => column.head !== '');
  let text = '';
  for (let from = 0; from === 0 || from < rows.length; from += sliceRows) {
    const heads = hasHeads && from === 0 ? columns.map((column) => column.head) : undefined;
    text += drawSlice(columns, rows.slice(from, from + sliceRows), widths, heads, indent, gap);
  }
  return text;
}

function drawSlice(
  columns: readonly Column[],
  rows: readonly Row[],
  widths: number[],
  heads: string[] | undefined,
  indent: string,
  gap: number,
): string {
  const view = new Table({
    chars: { ...noBorders, middle: ' '.repeat(gap) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colWidths: widths,
    colAligns: columns.map((column) => (column.right ? 'right' : 'left')),
    wordWrap: true,
    ...(heads ? { head: heads } : {}),
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

const foldIndent = '     ';

/** Takes folding columns out, the last one first, until the others fit. */
function fold(
  columns: readonly Column[],
  rows: readonly Row[],
  width: number,
  gap: number,
): readonly [readonly Column[], readonly Row[]] {
  const folded = new Set<number>();
  const candidates = columns.flatMap((column, index) => (column.folds ? [index] : []));
  const natural = naturalWidths(columns, rows);
  const tooWide = (): boolean =>
    natural.reduce((sum, each, index) => (folded.has(index) ? sum : sum + each + gap), -gap) > width;
  while (tooWide() && candidates.length > 0) folded.add(candidates.pop() ?? 0);
  if (folded.size === 0) return [columns, rows];
  const lines: Row[] = [];
  for (const [at, row] of rows.entries()) {
    if (typeof row === 'string') continue;
    const below = rows[at + 1];
    const cells = row.filter((_, index) => folded.has(index)).join(', ');
    lines.push(row.filter((_, index) => !folded.has(index)));
    lines.push(foldIndent + (typeof below === 'string' ? `${cells}; ${below.trimStart()}` : cells));
  }
  return [columns.filter((_, index) => !folded.has(index)), lines];
}

function naturalWidths(columns: readonly Column[], rows: readonly Row[]): number[] {
  return columns.map((column, index) =>
    rows.reduce(
      (most, row) => (typeof row === 'string' ? most : Math.max(most, visibleLength(row[index] ?? ''))),
      Math.max(1, visibleLength(column.head)),
    ),
  );
}

/** Every column as wide as its widest cell; what does not fit is taken from the last one. */
function widthsOf(columns: readonly Column[], rows: readonly Row[], width: number, gap: number): number[] {
  const widths = naturalWidths(columns, rows);
  const last = widths.length - 1;
  const others = widths.slice(0, last).reduce((sum, each) => sum + each + gap, 0);
  const natural = widths[last] ?? 0;
  widths[last] = Math.max(Math.min(natural, 12), Math.min(natural, width - others));
  return widths;
}

const colorCode = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

function visibleLength(text: string): number {
  return text.replace(colorCode, '').length;
}
