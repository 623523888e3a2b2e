import type { RejectionGroup, Rejections } from '../../optimizer/plan.ts';
import { number, plural } from './format.ts';
import { type Row, table } from './table.ts';

/** How many offerings are out, and why: `31,204 have no A100`, `412 over budget; the nearest: $57.20 for …`. */
export function rejectedLines(
  rejected: Rejections,
  options: { readonly all: boolean; readonly columns: number },
): string {
  const shown = options.all ? rejected.byReason : rejected.byReason.filter(tells).slice(0, 6);
  const hidden = rejected.byReason.length - shown.length;
  const rows: Row[] = shown.map((group) => [number(group.count), rejectionWords(group, options.all)]);
  if (hidden > 0) rows.push(['', `and ${plural(hidden, 'other reason')}; --all lists them`]);
  return (
    `${plural(rejected.count, 'offering')} cannot run it:\n` +
    table([{ head: '', right: true }, { head: '' }], rows, options.columns, { indent: '  ' })
  );
}

export function rejectionWords({ reason, nearest, remedy, example }: RejectionGroup, withExample: boolean): string {
  const near = nearest === undefined ? '' : `; the nearest: ${nearest}`;
  const mend = remedy === undefined ? '' : ` (in with ${remedy})`;
  const one = withExample && nearest === undefined && example !== '' ? `, for example ${example}` : '';
  return `${reason}${near}${mend}${one}`;
}

function tells(group: RejectionGroup): boolean {
  return group.count > 0;
}
