import type { CloudCounts } from '../../catalog/catalog-index.ts';
import type { Source } from '../../catalog/schema.ts';
import { number } from './format.ts';
import { table } from './table.ts';

/** By raw file: rows read, rows kept, and what was dropped or changed by which rule. */
export type Derivation = Readonly<
  Record<
    string,
    {
      readonly rowsIn: number;
      readonly rowsKept: number;
      readonly dropped: Readonly<Record<string, number>>;
      readonly changed: Readonly<Record<string, number>>;
    }
  >
>;

export interface CatalogInfo {
  readonly folder: string;
  readonly hash: string;
  readonly clouds: readonly (CloudCounts & {
    readonly accelerators: number;
    readonly ageDays: number;
    readonly oldestAgeDays: number;
  })[];
  readonly sources: readonly (Source & { readonly key: string })[];
  readonly derivation: Derivation;
}

export function catalogInfoText({ folder, hash, clouds, sources, derivation }: CatalogInfo, columns: number): string {
  const total = clouds.reduce((sum, { offerings }) => sum + offerings, 0);
  return [
    `${number(total)} offerings in ${folder} (${hash}); none of the prices is live.\n\n`,
    cloudsTable(clouds, columns),
    ...(clouds.every(({ launchable }) => launchable) ? [] : ['* for comparison: cannot be launched yet\n']),
    '\nSources:\n',
    sourcesTable(sources, columns),
    ...(Object.keys(derivation).length === 0
      ? []
      : ['\nRows of the raw files, and what was left out or put right:\n', derivationTable(derivation, columns)]),
  ].join('');
}

function cloudsTable(clouds: CatalogInfo['clouds'], columns: number): string {
  const right = (head: string) => ({ head, right: true });
  return table(
    [
      { head: 'Cloud' },
      right('Offerings'),
      right('Spot'),
      right('On-demand'),
      right('Kinds'),
      { head: 'Prices of' },
      { head: 'Days old' },
    ],
    clouds.map((cloud) => [
      cloud.launchable ? cloud.cloud : `${cloud.cloud} *`,
      number(cloud.offerings),
      number(cloud.spot),
      number(cloud.onDemand),
      number(cloud.accelerators),
      cloud.oldest === cloud.asOf ? cloud.asOf : `${cloud.oldest} to ${cloud.asOf}`,
      cloud.ageDays === cloud.oldestAgeDays
        ? number(cloud.ageDays)
        : `${number(cloud.ageDays)}-${number(cloud.oldestAgeDays)}`,
    ]),
    columns,
  );
}

function sourcesTable(sources: CatalogInfo['sources'], columns: number): string {
  const rows = sources.map(({ key, kind, asOf, title, licence }) => [key, kind, asOf, `${title} (${licence})`]);
  return table([{ head: '' }, { head: '' }, { head: '' }, { head: '' }], rows, columns, { indent: '  ' });
}

function derivationTable(derivation: Derivation, columns: number): string {
  const rows = Object.entries(derivation).map(([file, { rowsIn, rowsKept, dropped, changed }]) => {
    const words = [
      ...Object.entries(dropped).map(([rule, count]) => `${number(count)} out: ${rule}`),
      ...Object.entries(changed).map(([rule, count]) => `${number(count)} ${rule}`),
    ];
    return [file, number(rowsIn), number(rowsKept), words.join('; ')];
  });
  const right = (head: string) => ({ head, right: true });
  return table([{ head: 'File' }, right('Rows'), right('Kept'), { head: 'Rules' }], rows, columns, { indent: '  ' });
}
