// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnv, median, quantile, root, run, scratch, spell } from './measure.mjs';

/** The version whose figures skyplan was designed against. */
const version = '0.14.1';
const rounds = 5;

/**
 * SkyPilot from its registry, beside: how long a process takes that only imports it. No budget: these are the peer's own
 * figures, of the same machine. Its optimizer wants an enabled cloud account, so a request is not optimized here.
 */
export async function peer() {
  const venv = join(root, '.cache', 'bench', `skypilot-${version}`);
  const python = join(venv, 'bin', 'python');
  const env = cleanEnv(scratch('peer'));
  if (!existsSync(join(venv, 'done'))) {
    console.log(`Installing SkyPilot ${version} into ${venv} (minutes, once) …`);
    await must('python3', ['-m', 'venv', '--clear', venv], env);
    // Its set-up may need the user's own pip settings (a mirror, certificates).
    const pipEnv = /** @type {Record<string, string>} */ ({ ...process.env });
    await must(python, ['-m', 'pip', 'install', '--quiet', `skypilot==${version}`], pipEnv);
    await must(python, ['-c', `open(${JSON.stringify(join(venv, 'done'))}, 'w').close()`], env);
  }
  const bare = await times(python, ['-c', 'pass'], env);
  const imported = await times(python, ['-c', 'import sky'], env);
  const { stdout } = await must(
    python,
    ['-c', 'import sky, resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)'],
    env,
  );
  return [
    row('python -c pass', bare),
    row('python -c "import sky"', imported),
    { ...row('its memory', []), median: `${Math.round((Number(stdout) * 1024) / 1e6)} MB`, p95: '' },
  ];
}

/** @param {string} command @param {string[]} args @param {Record<string, string>} env */
async function must(command, args, env) {
  const ended = await run(command, args, { env });
  if (ended.code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${ended.code}:\n${ended.stderr}`);
  return ended;
}

/** @param {string} python @param {string[]} args @param {Record<string, string>} env */
async function times(python, args, env) {
  const taken = [];
  for (let round = -1; round < rounds; round++) {
    const start = performance.now();
    await must(python, args, env);
    if (round >= 0) taken.push(performance.now() - start);
  }
  return taken;
}

/** @param {string} what @param {readonly number[]} taken @returns {import('./measure.mjs').Row} */
function row(what, taken) {
  return { what, budget: 'none: the peer', median: spell(median(taken)), p95: spell(quantile(taken, 0.95)), ok: true };
}
