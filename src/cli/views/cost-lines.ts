import type { PlannedOffering } from '../../optimizer/plan.ts';
import type { Colors } from './colors.ts';
import { number, unitUsd, usd } from './format.ts';
import { type Row, table } from './table.ts';

const lineWords = {
  compute: 'compute',
  disk: 'disk',
  address: 'public address',
  'egress-in': 'data in',
  'egress-out': 'data out',
  'checkpoint-move': 'checkpoint move',
  rework: 'rework after interruptions',
  storage: 'storage',
} as const;

/** Each line of the total: quantity × unit price, and where the price comes from. */
export function costLines(
  winner: PlannedOffering,
  { columns, paint }: { readonly columns: number; readonly paint: Colors },
): string {
  const rows: Row[] = winner.lines.map(({ kind, quantity, unit, unitPriceUsd, usd: sum, source }) => [
    lineWords[kind],
    `${number(quantity)} ${unit.includes('-') && quantity !== 1 ? `${unit}s` : unit}`,
    `× ${unitUsd(unitPriceUsd)}`,
    usd(sum),
    source,
  ]);
  rows.push(['total', '', '', paint.bold(usd(winner.expectedUsd)), '']);
  const right = { head: '', right: true };
  return table([{ head: '' }, right, right, right, { head: '' }], rows, columns, { indent: '  ' });
}
