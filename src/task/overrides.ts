import type { Problem } from '../base/user-error.ts';
import { didYouMean } from './near-word.ts';
import { findCloud, hintForRegion, isRegion } from './place.ts';
import type { MarketWish, ResourceRequest } from './task.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What the command line says over the file. */
export interface Overrides {
  readonly name?: string;
  /** A null value is taken from the caller's environment. */
  readonly envs?: Readonly<Record<string, string | null>>;
  readonly secrets?: Readonly<Record<string, string | null>>;
  readonly market?: MarketWish;
  readonly budgetUsd?: number;
  readonly cloud?: readonly string[];
  readonly region?: readonly string[];
  readonly exact?: boolean;
}

/** Mistakes in what the command line says: unknown clouds and regions, variables without a value. */
export function checkOverrides(
  overrides: Overrides,
  vocabulary: Vocabulary,
  env: Readonly<Record<string, string | undefined>>,
): Problem[] {
  const problems: Problem[] = [];
  const add = (option: string, message: string, hint: string) =>
    problems.push({ line: 0, column: 0, length: 1, option, message, hint });
  const clouds = (overrides.cloud ?? []).map((name) => {
    const cloud = findCloud(name, vocabulary);
    if (cloud === undefined) {
      const known = [...vocabulary.clouds, ...vocabulary.foreignClouds];
      add(
        `--cloud ${name}`,
        `No cloud is called \`${name}\`.`,
        didYouMean(name, known, `skyplan ranks ${vocabulary.clouds.join(', ')}.`),
      );
    }
    return cloud;
  });
  const foreign = clouds.some((cloud) => cloud !== undefined && !vocabulary.clouds.includes(cloud));
  for (const region of overrides.region ?? []) {
    if (foreign || clouds.includes(undefined)) break;
    const known =
      clouds.length === 0
        ? isRegion(region, undefined, vocabulary)
        : clouds.some((cloud) => isRegion(region, cloud, vocabulary));
    if (!known)
      add(
        `--region ${region}`,
        `There is no region \`${region}\`.`,
        hintForRegion(region, clouds.length === 1 ? clouds[0] : undefined, vocabulary),
      );
  }
  for (const [option, values] of [
    ['--env', overrides.envs],
    ['--secret', overrides.secrets],
  ] as const) {
    for (const [name, value] of Object.entries(values ?? {})) {
      if (value === null && env[name] === undefined)
        add(`${option} ${name}`, `\`${name}\` is not set in your environment.`, `Write \`${option} ${name}=value\`.`);
    }
  }
  return problems;
}

/** The command line's values, those left open taken from the environment. */
export function fillFrom(
  values: Readonly<Record<string, string | null>> | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([name, value]) => {
      const filled = value ?? env[name];
      return filled === undefined ? [] : [[name, filled] as const];
    }),
  );
}

/**
 * Holds requests to the clouds and regions of the command line. Where some requests already allow them, only those
 * stay; where none does, the command line wins over the file's places. Several clouds or regions multiply.
 */
export function overridePlaces(
  requests: readonly ResourceRequest[],
  overrides: Overrides,
  vocabulary: Vocabulary,
): ResourceRequest[] {
  const clouds = (overrides.cloud ?? []).map((name) => findCloud(name, vocabulary) ?? name);
  const inClouds =
    clouds.length === 0
      ? [...requests]
      : narrow(requests, clouds, (request, cloud) => {
          if (request.cloud === cloud) return { kept: true, request };
          const { region, zone, ...free } = request;
          const kept = request.cloud === undefined && (region === undefined || isRegion(region, cloud, vocabulary));
          return { kept, request: kept ? { ...request, cloud } : { ...free, cloud } };
        });
  const regions = overrides.region ?? [];
  if (regions.length === 0) return inClouds;
  return narrow(inClouds, regions, (request, region) => {
    if (request.region === region) return { kept: true, request };
    const { zone, ...free } = request;
    const possible =
      request.cloud === undefined ||
      !vocabulary.clouds.includes(request.cloud) ||
      isRegion(region, request.cloud, vocabulary);
    return { kept: request.region === undefined && possible, request: { ...free, region } };
  });
}

function narrow(
  requests: readonly ResourceRequest[],
  places: readonly string[],
  turn: (request: ResourceRequest, place: string) => { kept: boolean; request: ResourceRequest },
): ResourceRequest[] {
  const turned = requests.flatMap((request) => places.map((place) => turn(request, place)));
  const kept = turned.filter((one) => one.kept);
  const wanted = (kept.length > 0 ? kept : turned).map((one) => one.request);
  return [...new Map(wanted.map((request) => [JSON.stringify(request), request])).values()];
}
