import { resourceShapes } from './resource-shapes.ts';

/** What is said of a key of `resources` that has no shape; null accepts it in silence. `outer`: not inside `any_of` or `ordered`. */
export function explainResourceKey(key: string, outer: boolean): { message: string; hint: string } | null | undefined {
  if (outer && (key === 'any_of' || key === 'ordered')) return null;
  if (key.startsWith('_')) return null;
  switch (key) {
    case 'any_of':
    case 'ordered':
      return {
        message: `\`${key}\` cannot stand inside another list of alternatives.`,
        hint: 'Write all alternatives in one list.',
      };
    case 'spot_recovery':
      return {
        message: '`spot_recovery` is an old name that SkyPilot no longer takes.',
        hint: 'Write `job_recovery: FAILOVER` or `job_recovery: EAGER_NEXT_REGION`.',
      };
    case 'spot_policy':
      return {
        message: '`spot_policy` is an old field that SkyPilot no longer takes.',
        hint: 'Write `use_spot: true`, or `market: any` at the top level of the file.',
      };
    case 'gpu':
    case 'accelerator':
      return { message: `Unknown key \`${key}\`.`, hint: 'Write `accelerators: A100:8`.' };
    case 'spot':
      return { message: 'Unknown key `spot`.', hint: 'Write `use_spot: true`.' };
    default:
      return topLevelKeys.has(key)
        ? { message: `\`${key}\` does not belong under \`resources\`.`, hint: 'Move it to the top level of the file.' }
        : undefined;
  }
}

const topLevelKeys = new Set(
  'name num_nodes envs secrets workdir file_mounts setup run config market budget deadline duration data checkpoint max_price arch exact'.split(
    ' ',
  ),
);

/** The keys of `resources` that a file gives, to tell a key that stands at the wrong level. */
export function isResourceKey(key: string): boolean {
  return Object.hasOwn(resourceShapes, key) || key === 'any_of' || key === 'ordered';
}
