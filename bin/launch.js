import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

const bundle = new URL('../dist/skyplan.js', import.meta.url);
const checkout = new URL('../tools/setup.mjs', import.meta.url);

/** Loads the bundled CLI, which takes over from there; in a checkout, sees to it first that it is built. */
export async function launch() {
  // Node 22.1 and newer keep the compiled bundle; on older ones every start compiles it.
  if ('enableCompileCache' in nodeModule) /** @type {() => void} */ (nodeModule.enableCompileCache)();
  if (existsSync(checkout)) {
    if (!(await isReady())) return;
  } else if (!existsSync(bundle)) {
    console.error(`skyplan is incomplete: ${fileURLToPath(bundle)} is missing.\nInstall the package again.`);
    process.exitCode = 65;
    return;
  }
  const { main } = await import(bundle.href);
  await main();
}

/** A checkout follows its sources: `git pull` and then `skyplan` must not run the old code. */
async function isReady() {
  const { build, isCurrent } = await import('../tools/build.mjs');
  if (isCurrent()) return true;
  if (existsSync(bundle)) {
    try {
      await build();
    } catch (error) {
      console.error(
        `skyplan's sources changed and cannot be built; running the older build.\n${error instanceof Error ? error.message : error}`,
      );
    }
    return true;
  }
  console.error('This checkout of skyplan is not set up yet; doing that first (once).');
  const { setUpCheckout } = await import(checkout.href);
  process.exitCode = await setUpCheckout();
  return process.exitCode === 0;
}
