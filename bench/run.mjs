// @ts-check
// `npm run bench [-- NAME …] [--peer] [--save]`: every budget, what was measured, and whether it holds. --peer installs
// SkyPilot beside (minutes, once); --save writes bench/RESULTS.md. Exit code 1 where a budget is missed.
import { writeFileSync } from 'node:fs';
import { cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { setUpCheckout } from '../tools/setup.mjs';
import { bundled } from './bundle.mjs';
import { cleanEnv, root, run } from './measure.mjs';
import { peer } from './peer.mjs';
import { startUp } from './start-up.mjs';
import { status } from './status.mjs';
import { upToDown } from './up-to-down.mjs';

/** @typedef {{ rows?: readonly import('./measure.mjs').Row[], text?: string, ok: boolean }} Outcome */

/** @type {Record<string, { title: string, run: () => Promise<Outcome> }>} */
const benches = {
  start: { title: 'Start-up and plan, as whole processes', run: () => rowsOf(startUp) },
  rank: { title: '`rank` alone, the whole catalog in memory', run: rank },
  status: { title: '`status` over 100 jobs', run: () => rowsOf(status) },
  up: { title: '`up` to `down` on the local cloud', run: () => rowsOf(upToDown) },
  peer: { title: 'The peer: SkyPilot on this machine', run: () => rowsOf(peer) },
};

/** @param {() => Promise<readonly import('./measure.mjs').Row[]>} bench @returns {Promise<Outcome>} */
async function rowsOf(bench) {
  const rows = await bench();
  return { rows, ok: rows.every((row) => row.ok) };
}

/** @returns {Promise<Outcome>} */
async function rank() {
  const file = await bundled('bench/rank.bench.ts');
  const { code, stdout, stderr } = await run(process.execPath, [file], { env: cleanEnv(root), cwd: root });
  return { text: `${stdout}${stderr}`.trim(), ok: code === 0 };
}

/** @param {readonly import('./measure.mjs').Row[]} rows */
function table(rows) {
  const cells = [
    ['what', 'budget', 'median', 'p95', 'verdict'],
    ...rows.map((row) => [row.what, row.budget, row.median, row.p95, row.ok ? 'holds' : 'MISSED']),
  ];
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  return [lines[0], `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...lines.slice(1)].join('\n');
}

function machine() {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${cpus().length} cores (${cpu?.model.trim()}), ${memory}, ${platform()} ${release()}, Node ${process.version}`;
}

const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
const setUp = await setUpCheckout();
if (setUp !== 0) process.exit(setUp);
const names = Object.keys(benches).filter((name) =>
  wanted.length > 0 ? wanted.includes(name) : name !== 'peer' || process.argv.includes('--peer'),
);
const report = [`# Benchmarks\n\n${new Date().toISOString().slice(0, 10)}, ${machine()}; by \`npm run bench\`.`];
for (const name of names) {
  const bench = benches[name];
  if (!bench) continue;
  console.log(`\n${bench.title}`);
  const outcome = await bench.run().catch((error) => ({ text: `It failed: ${error.message}`, ok: false }));
  const shown = 'rows' in outcome && outcome.rows ? table(outcome.rows) : `\`\`\`\n${outcome.text}\n\`\`\``;
  console.log(shown);
  report.push(`## ${bench.title}\n\n${shown}`);
  if (!outcome.ok) process.exitCode = 1;
}
if (process.argv.includes('--save')) {
  writeFileSync(join(root, 'bench', 'RESULTS.md'), `${report.join('\n\n')}\n`);
  console.log('\nWritten to bench/RESULTS.md');
}
