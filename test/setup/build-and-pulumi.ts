import { homedir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../tools/build.mjs';
import { findPulumi } from '../../tools/find-pulumi.mjs';

/**
 * Once before all tests: dist/ from the present sources, and a Pulumi CLI that every test process finds at once.
 * `npm test` has built strictly before this; here a part under construction must not keep the tests of others from
 * running, so a failed build is only told.
 */
export default async function setUp(): Promise<void> {
  await build().catch((error: Error) => console.error(`dist/ is not up to date: ${error.message}`));
  const pulumi = await findPulumi({ onProgress: ({ text }) => console.error(text) });
  process.env.SKYPLAN_PULUMI = pulumi.path;
  // The home of a test is empty; what npm has fetched once for this user it need not fetch for every test.
  process.env.npm_config_cache ??= join(homedir(), '.npm');
}
