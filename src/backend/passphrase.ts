import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import { userFolders } from '../disk/user-folders.ts';

/** What encrypts the secrets of job stacks. Attempt and store stacks hold none and use a phrase that all know. */
export interface Passphrase {
  readonly value: string;
  /** In words, for the user: a path, or the name of a variable. */
  readonly from: string;
  /** True where this call made it: the user should hear where it is and what it is worth. */
  readonly justMade: boolean;
}

/** The phrase of every stack that holds no secret, so that it can be destroyed whatever was lost. */
export const openPhrase = 'skyplan';

/**
 * `PULUMI_CONFIG_PASSPHRASE`, else the file that `PULUMI_CONFIG_PASSPHRASE_FILE` names, else 32 random bytes that are
 * made once in the user's config folder.
 */
export function findPassphrase(env: NodeJS.ProcessEnv): Passphrase {
  if (env.PULUMI_CONFIG_PASSPHRASE) {
    return { value: env.PULUMI_CONFIG_PASSPHRASE, from: 'PULUMI_CONFIG_PASSPHRASE', justMade: false };
  }
  const named = env.PULUMI_CONFIG_PASSPHRASE_FILE;
  if (named)
    return { value: readPhrase(named, 'PULUMI_CONFIG_PASSPHRASE_FILE names it'), from: named, justMade: false };
  const path = join(userFolders(env).config, 'passphrase');
  const justMade = makePhrase(path);
  return { value: readPhrase(path, 'skyplan made it once'), from: path, justMade };
}

function readPhrase(path: string, why: string): string {
  try {
    const phrase = readFileSync(path, 'utf8').trim();
    if (phrase !== '') return phrase;
  } catch (error) {
    throw new UserError(
      exitCode.setUp,
      `The passphrase file ${path} cannot be read (${why}): ${(error as Error).message}`,
      'Put the file back, or set PULUMI_CONFIG_PASSPHRASE. Without it secrets are lost; status, cost and down still work.',
    );
  }
  throw new UserError(exitCode.setUp, `The passphrase file ${path} is empty.`, 'Put the phrase back into it.');
}

/** True where this call made it. Two starts at once agree on one phrase: the link is made only once. */
function makePhrase(path: string): boolean {
  if (existsSync(path)) return false;
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.draft`;
  const file = openSync(draft, 'wx', 0o600);
  writeSync(file, `${randomBytes(32).toString('hex')}\n`);
  fsyncSync(file);
  closeSync(file);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    unlinkSync(draft);
  }
}
