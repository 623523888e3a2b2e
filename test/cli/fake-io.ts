import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/main.ts';
import { providerOf } from '../../stacks/index.ts';

export const smallCatalog = fileURLToPath(new URL('../data/catalog-small', import.meta.url));

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface World {
  readonly cwd?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly color?: boolean;
}

/** One command line in this process, without a terminal, on the small catalog, at a fixed instant. */
export async function skyplan(argv: readonly string[], world: World = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    stdin: Readable.from([world.stdin ?? '']),
    env: { SKYPLAN_CATALOG: smallCatalog, ...world.env },
    cwd: world.cwd ?? '/',
    isTTY: false,
    columns: world.columns ?? 100,
    color: world.color ?? false,
    now: () => new Date('2026-11-24T09:00:00Z'),
    signal: new AbortController().signal,
    confirm: async () => undefined,
    providerOf,
  };
  const code = await run(argv, io);
  return { code, out: out.join(''), err: err.join('') };
}

/** `skyplan plan -` with this task. */
export async function plan(task: string, ...options: string[]): Promise<Ran> {
  return await skyplan(['plan', '-', ...options], { stdin: task });
}

export async function planJson(task: string, ...options: string[]) {
  return JSON.parse((await plan(task, '--json', ...options)).out);
}
