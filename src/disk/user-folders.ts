import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where a user's own files lie, by the XDG base directory rules on every system; nothing is created here. */
export function userFolders(env: Readonly<Record<string, string | undefined>> = process.env): {
  data: string;
  config: string;
  cache: string;
} {
  const home = env.HOME || homedir();
  return {
    data: join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'skyplan'),
    config: join(env.XDG_CONFIG_HOME || join(home, '.config'), 'skyplan'),
    cache: join(env.XDG_CACHE_HOME || join(home, '.cache'), 'skyplan'),
  };
}
