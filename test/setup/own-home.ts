import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/**
 * Every test file gets a home of its own, and nothing of the user's Pulumi, skyplan or cloud settings: a test can then
 * neither read nor harm what belongs to whoever runs it.
 */
const home = mkdtempSync(join(tmpdir(), 'skyplan-home-'));
const foreign = /^(PULUMI_|SKYPLAN_|SKYPILOT_|AWS_|GOOGLE_|GCLOUD_|CLOUDSDK_|AZURE_|ARM_|XDG_)/;

for (const name of Object.keys(process.env)) {
  if (foreign.test(name) && name !== 'SKYPLAN_PULUMI') delete process.env[name];
}
process.env.HOME = home;
process.env.USERPROFILE = home;
process.env.PULUMI_HOME = join(home, '.pulumi');

afterAll(() => {
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});
