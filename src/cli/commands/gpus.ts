import { exitCode } from '../../base/exit-code.ts';
import { UserError } from '../../base/user-error.ts';
import type { Catalog, Vocabulary } from '../../catalog/catalog.ts';
import type { Offering } from '../../catalog/offering.ts';
import { readCatalog, readVocabulary } from '../../disk/catalog-files.ts';
import { didYouMean } from '../../task/near-word.ts';
import { catalogRoot } from '../catalog-root.ts';
import type { Io } from '../io.ts';
import type { GpusOptions } from '../options.ts';
import { colors } from '../views/colors.ts';
import { acceleratorsDocument, acceleratorsText, offeringsDocument, offeringsText } from '../views/gpus-view.ts';

/** `skyplan gpus`: every accelerator with its cheapest offering per cloud, or all offerings of one, cheapest first. */
export async function gpus(args: { readonly name: string | undefined }, options: GpusOptions, io: Io): Promise<number> {
  const root = catalogRoot(io.env);
  const vocabulary = readVocabulary(root);
  checkPlaces(options, vocabulary);
  const name = args.name === undefined ? undefined : acceleratorNamed(args.name, vocabulary);
  const catalog = readCatalog(root, {
    accelerators: name === undefined ? vocabulary.accelerators : [name],
    cpu: false,
    ...(options.cloud === undefined ? {} : { clouds: options.cloud.map((cloud) => cloud.toLowerCase()) }),
  });
  const offerings = pricedOfferings(catalog, options);
  const view = {
    columns: io.columns,
    paint: colors(io.color),
    top: options.all ? Number.POSITIVE_INFINITY : (options.top ?? 20),
  };
  const launchable = new Set(catalog.clouds.flatMap((cloud) => (cloud.launchable ? [cloud.cloud] : [])));
  if (name === undefined) {
    io.stdout(
      options.json ? json(acceleratorsDocument(offerings)) : acceleratorsText(offerings, catalog, launchable, view),
    );
    return exitCode.ok;
  }
  if (offerings.length === 0) throw nothingLeft(name, catalog);
  io.stdout(
    options.json
      ? json(offeringsDocument(name, offerings, view.top))
      : offeringsText(name, offerings, catalog, launchable, view),
  );
  return exitCode.ok;
}

/** With a trusted price and as the options want them, cheapest first, then by id. */
function pricedOfferings(catalog: Catalog, options: GpusOptions): Offering[] {
  const regions = options.region === undefined ? undefined : new Set(options.region);
  const wanted = (offering: Offering): boolean =>
    offering.usdPerHour !== null &&
    offering.acceleratorCount > 0 &&
    !(options.spot && offering.market !== 'spot') &&
    !(options.onDemand && offering.market !== 'on-demand') &&
    (regions === undefined ? offering.access !== 'restricted' : regions.has(offering.region));
  return [...catalog.offerings, ...catalog.comparison]
    .filter(wanted)
    .sort((a, b) => (a.usdPerHour ?? 0) - (b.usdPerHour ?? 0) || (a.id < b.id ? -1 : 1));
}

function checkPlaces({ cloud = [], region = [] }: GpusOptions, vocabulary: Vocabulary): void {
  const clouds = [...new Set([...vocabulary.clouds, 'lambda'])];
  for (const name of cloud) {
    if (clouds.includes(name.toLowerCase())) continue;
    const hint = didYouMean(name, clouds, `Clouds: ${vocabulary.clouds.join(', ')}.`);
    throw new UserError(exitCode.badInput, `--cloud ${name}: the catalog has no such cloud.`, hint);
  }
  const regions = Object.values(vocabulary.regions).flat();
  for (const name of region) {
    if (regions.includes(name)) continue;
    throw new UserError(
      exitCode.badInput,
      `--region ${name}: the catalog has no such region.`,
      didYouMean(name, regions, `See 'skyplan gpus --json' for the regions.`),
    );
  }
}

function acceleratorNamed(name: string, vocabulary: Vocabulary): string {
  const lower = name.toLowerCase();
  const known =
    vocabulary.accelerators.find((each) => each.toLowerCase() === lower) ?? vocabulary.acceleratorAliases[lower];
  if (known !== undefined) return known;
  const foreign = Object.entries(vocabulary.foreignAccelerators).find(([each]) => each.toLowerCase() === lower);
  if (foreign !== undefined) {
    throw new UserError(exitCode.impossible, `The catalog has no ${foreign[0]}.`, `It is to be had at ${foreign[1]}.`);
  }
  const hint = didYouMean(name, vocabulary.accelerators, `All of them: 'skyplan gpus'.`);
  throw new UserError(exitCode.badInput, `There is no accelerator '${name}'.`, hint);
}

function nothingLeft(name: string, catalog: Catalog): UserError {
  const clouds = [...catalog.offerings, ...catalog.comparison, ...catalog.unread].flatMap((each) =>
    each.accelerator === name ? [each.cloud] : [],
  );
  const who = [...new Set(clouds)].join(', ');
  return new UserError(
    exitCode.impossible,
    `No offering of ${name} with a trusted price is left.`,
    who === ''
      ? undefined
      : `To be had at: ${who}. Leave out an option, or name the region for those of restricted access.`,
  );
}

function json(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
