import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { skyplan } from './fake-io.ts';

const complete = async (...words: string[]) =>
  (await skyplan(['complete', '--', ...words])).out.split('\n').flatMap((line) => line.split('\t')[0] || []);

describe('complete', () => {
  it.each([
    [['pl'], ['plan']],
    [['c'], ['catalog', 'cost', 'completion']],
    [
      ['catalog', ''],
      ['info', 'help'],
    ],
    [['plan', '--on'], ['--on-demand']],
    [['plan', '--spot', '--sp'], []],
    [['plan', '--cloud', 'aws', '--cl'], ['--cloud']],
    [
      ['plan', '--cloud', 'a'],
      ['aws', 'azure'],
    ],
    [['plan', '--region', 'us-e'], ['us-east-1']],
    [['plan', ''], [':files']],
    [['plan', 'task.yaml', ''], []],
    [['plan', 'task.yaml', '--out', ''], [':files']],
    [['up', '-y', ''], [':files']],
    [
      ['gpus', 'a1'],
      ['A100', 'A10G'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['supervise', '--'], ['--help']],
  ])('%j', async (words, expected) => {
    expect(await complete(...words)).toEqual(expected);
  });

  it('offers what help lists', async () => {
    const names = await complete('');
    const { out } = await skyplan(['--help']);
    expect(names).toContain('plan');
    for (const name of names) expect(out).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  });
});

describe('the script works in', () => {
  /** A `skyplan` on PATH that answers with the real `complete`, recorded for these words. */
  async function shellWith(words: readonly string[]) {
    const bin = mkdtempSync(join(tmpdir(), 'skyplan-completion-'));
    const { out } = await skyplan(['complete', '--', ...words]);
    writeFileSync(join(bin, 'answer'), out);
    writeFileSync(join(bin, 'skyplan'), `#!/bin/sh\nprintf '%s|' "$@" > ${bin}/asked\ncat ${bin}/answer\n`);
    chmodSync(join(bin, 'skyplan'), 0o755);
    writeFileSync(join(bin, 'task.yaml'), '');
    return bin;
  }

  it.each([
    [['plan', '--on'], '--on-demand'],
    [['gpus', 'a1'], 'A100 A10G'],
    [['plan', 'ta'], 'task.yaml'],
  ])('bash: %j', async (words, expected) => {
    const bin = await shellWith(words);
    const script = join(bin, 'completion.bash');
    writeFileSync(script, (await skyplan(['completion', 'bash'])).out);
    const run = `source ${script}; COMP_WORDS=(skyplan ${words.join(' ')}); COMP_CWORD=${words.length}; _skyplan; echo "\${COMPREPLY[*]}"; complete -p skyplan`;
    const out = execFileSync('bash', ['--norc', '-c', run], {
      cwd: bin,
      env: { PATH: `${bin}:${process.env.PATH}` },
      encoding: 'utf8',
    });
    expect(out.split('\n').slice(0, 2)).toEqual([expected, 'complete -F _skyplan skyplan']);
    expect(execFileSync('cat', [join(bin, 'asked')], { encoding: 'utf8' })).toBe(`complete|--|${words.join('|')}|`);
  });

  it.each(['bash', 'zsh', 'fish'])('%s: it parses, where that shell is here', async (shell) => {
    const { code, out } = await skyplan(['completion', shell]);
    expect(code).toBe(0);
    expect(out).toContain(' complete -- ');
    const file = join(mkdtempSync(join(tmpdir(), 'skyplan-completion-')), 'script');
    writeFileSync(file, out);
    try {
      execFileSync(shell, ['-n', file], { stdio: 'pipe' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  });
});
