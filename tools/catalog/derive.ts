import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { awsFiles, deriveAws, type SpotAdvisor } from './aws.ts';
import { azureFile, deriveAzure } from './azure.ts';
import { catalogIndex } from './catalog-index.ts';
import { deriveGcp, gcpFile } from './gcp.ts';
import { deriveLambda, lambdaFile } from './lambda.ts';
import { parseRawCsv, type RawRow } from './raw-csv.ts';
import {
  acceleratorRows,
  acceleratorsTable,
  egressTable,
  interruptionTable,
  regionsTable,
  sourcesTable,
  storageTable,
} from './tables.ts';
import { Tally } from './tally.ts';
import { type CatalogText, cloudFiles, writeTexts } from './write.ts';

/** Derives `catalog/` in `outFolder` from the raw price sources in `sourceFolder`. */
export function deriveCatalog(sourceFolder: string, outFolder: string): void {
  const read = (file: string) => parseRawCsv(readFileSync(join(sourceFolder, file), 'utf8'));
  const rows = (file: string): readonly RawRow[] => read(file).rows;
  const advisor = JSON.parse(readFileSync(join(sourceFolder, awsFiles.advisor), 'utf8')) as SpotAdvisor;
  const tally = new Tally();
  const clouds = [
    deriveAws(
      {
        zonesGpu: rows(awsFiles.zonesGpu),
        zonesCpu: rows(awsFiles.zonesCpu),
        gpuTypes: rows(awsFiles.gpuTypes),
        types: rows(awsFiles.types),
        regionPrices: rows(awsFiles.regionPrices),
        usEast1Prices: rows(awsFiles.usEast1Prices),
        advisor,
      },
      tally,
    ),
    deriveGcp(rows(gcpFile), tally),
    deriveAzure(read(azureFile), tally),
    deriveLambda(rows(lambdaFile), tally),
  ];
  const texts: CatalogText = new Map();
  const files = clouds.flatMap((cloud) => cloudFiles(cloud, texts));
  const accelerators = acceleratorRows(clouds);
  texts.set('sources.csv', sourcesTable());
  texts.set('accelerators.csv', acceleratorsTable(accelerators));
  texts.set('regions.csv', regionsTable(rows('regions.csv'), tally));
  texts.set('egress.csv', egressTable(rows('egress-rates.csv'), tally));
  texts.set('storage.csv', storageTable());
  texts.set('interruption.csv', interruptionTable(advisor));
  texts.set('derivation.json', `${JSON.stringify({ schemaVersion: 1, files: tally.files }, null, 2)}\n`);
  texts.set('index.json', catalogIndex(clouds, files, accelerators, texts));
  for (const folder of ['offerings', 'types']) rmSync(join(outFolder, folder), { recursive: true, force: true });
  writeTexts(outFolder, texts);
}
