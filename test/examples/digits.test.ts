import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';

const script = new URL('../../examples/digits/train.mjs', import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), 'skyplan-digits-'));
afterAll(() => rmSync(root, { recursive: true }));

test('interrupted twice, kill -9, it ends with the very weights of an undisturbed run, and reads digits', async () => {
  const whole = await train('whole', 20);
  await killAfter('torn', 20, 3);
  await killAfter('torn', 20, 11);
  const rest = await train('torn', 20);
  expect(rest).toMatch(/going on after epoch 1[1-9]/);
  expect(readFileSync(join(root, 'torn', 'model.json'))).toEqual(readFileSync(join(root, 'whole', 'model.json')));
  expect(JSON.parse(readFileSync(join(root, 'whole', 'model.json'), 'utf8')).accuracy).toBeGreaterThan(0.95);

  expect(whole.match(/^epoch \d+\/20 {2}loss \d\.\d{4} {2}test accuracy \d+\.\d\d %$/gm)).toHaveLength(20);
  const steps = progress('whole');
  expect(steps.map(({ step, total }) => [step, total])).toEqual([...Array(20).keys()].map((n) => [n + 1, 20]));
  expect(readdirSync(join(root, 'whole')).filter((name) => name.endsWith('.ckpt'))).toEqual([
    'epoch-019.ckpt',
    'epoch-020.ckpt',
  ]);
});

test('the data are the ones that README.md names', () => {
  const folder = new URL('../../examples/digits/', import.meta.url);
  const hash = createHash('sha256')
    .update(readFileSync(new URL('digits.csv.gz', folder)))
    .digest('hex');
  expect(readFileSync(new URL('README.md', folder), 'utf8')).toContain(hash);
});

function environment(name: string, epochs: number) {
  return {
    PATH: process.env.PATH,
    EPOCHS: String(epochs),
    SKYPLAN_CHECKPOINT_DIR: join(root, name),
    SKYPLAN_PROGRESS_FILE: join(root, `${name}.jsonl`),
  };
}

async function train(name: string, epochs: number): Promise<string> {
  return (await promisify(execFile)(process.execPath, [script], { env: environment(name, epochs) })).stdout;
}

async function killAfter(name: string, epochs: number, epoch: number): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, [script], { env: environment(name, epochs) });
  const ended = new Promise((go) => child.once('exit', (_, signal) => go(signal)));
  let text = '';
  child.stdout?.on('data', (piece: Buffer) => {
    text += piece.toString();
    if (text.includes(`epoch ${epoch}/`)) child.kill('SIGKILL');
  });
  expect(await ended).toBe('SIGKILL');
}

function progress(name: string): { step: number; total: number }[] {
  return readFileSync(join(root, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
