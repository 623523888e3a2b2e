import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findPassphrase } from './passphrase.ts';

const home = () => mkdtempSync(join(tmpdir(), 'skyplan-phrase-'));

it('is made once, for its owner alone to read', () => {
  const env = { HOME: home() };
  const made = findPassphrase(env);
  expect(made).toMatchObject({ justMade: true, from: join(env.HOME, '.config', 'skyplan', 'passphrase') });
  expect(made.value).toMatch(/^[0-9a-f]{64}$/);
  expect(statSync(made.from).mode & 0o777).toBe(0o600);
  expect(findPassphrase(env)).toEqual({ ...made, justMade: false });
});

it('is what the user says: the variable before the file', () => {
  const HOME = home();
  const file = join(HOME, 'phrase');
  writeFileSync(file, 'from a file\n');
  const both = { HOME, PULUMI_CONFIG_PASSPHRASE: 'from a variable', PULUMI_CONFIG_PASSPHRASE_FILE: file };
  expect(findPassphrase(both).value).toBe('from a variable');
  expect(findPassphrase({ HOME, PULUMI_CONFIG_PASSPHRASE_FILE: file })).toEqual({
    value: 'from a file',
    from: file,
    justMade: false,
  });
});

it('is an error of the user where the named file is missing or empty, never another phrase', () => {
  const HOME = home();
  const file = join(HOME, 'phrase');
  const find = () => findPassphrase({ HOME, PULUMI_CONFIG_PASSPHRASE_FILE: file });
  expect(find).toThrow(/cannot be read/);
  writeFileSync(file, '\n');
  expect(find).toThrow(/is empty/);
});
