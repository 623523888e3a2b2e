// @ts-check
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { againstLimit, cleanEnv, launcher, run, scratch } from './measure.mjs';

const budgetMs = 1500;
const jobs = 100;
const rounds = 7;

/**
 * `status` over 100 jobs. One job is run for real; the backend then gets 99 copies of its files under other names, so
 * that the files are such as skyplan and Pulumi write them.
 */
export async function status() {
  const folder = scratch('status');
  const backend = join(folder, 'backend');
  const env = cleanEnv(join(folder, 'home'), { SKYPLAN_BACKEND: `file://${backend}` });
  mkdirSync(env.HOME ?? '', { recursive: true });
  writeFileSync(join(folder, 'task.yaml'), 'name: bench\nresources: { cpus: 1+, memory: 1+ }\nrun: echo done\n');
  const up = await run(process.execPath, [launcher, 'up', join(folder, 'task.yaml'), '--cloud', 'local', '-y'], {
    env,
  });
  if (up.code !== 0) throw new Error(`skyplan up ended with ${up.code}:\n${up.stderr}`);
  const [job] = (await listed(env)).map((entry) => entry.job);
  if (job === undefined) throw new Error('skyplan status does not list the job that has just run');
  copyJob(join(backend, '.pulumi'), job);
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    const count = (await listed(env)).length;
    times.push(performance.now() - start);
    if (count !== jobs) throw new Error(`skyplan status lists ${count} jobs, and the backend holds ${jobs}`);
  }
  return [againstLimit(`skyplan status over ${jobs} jobs`, times, budgetMs)];
}

/** @param {Record<string, string>} env @returns {Promise<{ job: string }[]>} */
async function listed(env) {
  const { code, stdout, stderr } = await run(process.execPath, [launcher, 'status', '--json'], { env });
  if (code !== 0) throw new Error(`skyplan status ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout).jobs;
}

/** @param {string} state @param {string} job */
function copyJob(state, job) {
  const files = readdirSync(state, { recursive: true, encoding: 'utf8', withFileTypes: true });
  for (const entry of files.filter((file) => file.isFile() && `${file.parentPath}/${file.name}`.includes(job))) {
    const from = join(entry.parentPath, entry.name);
    for (let index = 1; index < jobs; index++) {
      // The id's last letters, as a number in letters: ids are base32, and 0 and 1 are no part of it.
      const letters = [...String(index).padStart(3, '0')].map((digit) => 'abcdefghij'[Number(digit)]).join('');
      const unique = `${job.slice(0, -3)}${letters}`;
      const to = from.replaceAll(job, unique);
      mkdirSync(dirname(to), { recursive: true });
      if (/\.(json|bak|pulumi-tags)$/.test(entry.name))
        writeFileSync(to, readFileSync(from, 'utf8').replaceAll(job, unique));
      else cpSync(from, to);
    }
  }
}
