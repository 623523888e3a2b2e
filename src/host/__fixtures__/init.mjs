// A host's init process, for tests: runs what is put into its spool, and nothing else of a real host.
import { spawn } from 'node:child_process';
import { existsSync, openSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? '';
const exec = join(folder, '.host', 'exec');
const running = new Set();
writeFileSync(join(folder, '.host', 'init.json.tmp'), JSON.stringify({ pid: process.pid }));
renameSync(join(folder, '.host', 'init.json.tmp'), join(folder, '.host', 'init.json'));
setInterval(() => {
  if (!existsSync(exec)) process.exit(0);
  for (const name of readdirSync(exec)) {
    if (!name.endsWith('.json') || running.has(name)) continue;
    running.add(name);
    const file = join(exec, name.slice(0, -5));
    const { command, input, timeoutSeconds } = JSON.parse(readFileSync(join(exec, name), 'utf8'));
    const child = spawn('/bin/sh', ['-c', command], {
      cwd: folder,
      stdio: ['pipe', openSync(`${file}.out`, 'w'), openSync(`${file}.err`, 'w')],
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
    const timer = timeoutSeconds && setTimeout(() => child.kill('SIGKILL'), timeoutSeconds * 1000);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      unlinkSync(`${file}.json`);
      writeFileSync(`${file}.exit.draft`, String(code ?? (signal === 'SIGKILL' ? 137 : 143)));
      renameSync(`${file}.exit.draft`, `${file}.exit`);
    });
  }
}, 10);
