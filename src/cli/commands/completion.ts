import type { Command } from 'commander';
import { exitCode } from '../../base/exit-code.ts';
import { readVocabulary } from '../../disk/catalog-files.ts';
import { catalogRoot } from '../catalog-root.ts';
import { findCompletions, type Words } from '../completions.ts';
import type { Io } from '../io.ts';
import { completionScripts } from '../views/completion-scripts.ts';

/** `skyplan completion SHELL`: prints the script that makes the shell ask `skyplan complete`. */
export async function completion(args: { readonly shell: string }, _options: object, io: Io): Promise<number> {
  io.stdout(completionScripts[args.shell as keyof typeof completionScripts]);
  return exitCode.ok;
}

/**
 * What the scripts call at each TAB: `words` are those after `skyplan`, the last one is being typed. Prints a
 * candidate a line, with a tab before its description; `:files` asks the shell for its own file names.
 */
export async function complete(
  args: { readonly words: readonly string[]; readonly program: Command },
  _options: object,
  io: Io,
): Promise<number> {
  const found = findCompletions(args.program, args.words);
  const candidates = await candidatesOf(found, io);
  const typed = found.typed.toLowerCase();
  const lines = candidates.filter(({ value }) => value.toLowerCase().startsWith(typed));
  if (found.kind === 'files') lines.push({ value: ':files', about: '' });
  io.stdout(lines.map(({ value, about }) => `${value}${about ? `\t${about}` : ''}\n`).join(''));
  return exitCode.ok;
}

type Candidate = Extract<Words, { kind: 'fixed' }>['candidates'][number];

async function candidatesOf(found: Words, io: Io): Promise<readonly Candidate[]> {
  switch (found.kind) {
    case 'fixed':
      return found.candidates;
    case 'clouds':
      return plain(readVocabulary(catalogRoot(io.env)).clouds);
    case 'regions':
      return plain(Object.values(readVocabulary(catalogRoot(io.env)).regions).flat());
    case 'accelerators':
      return plain(readVocabulary(catalogRoot(io.env)).accelerators);
    case 'jobs':
      return await jobIds(io);
    case 'files':
    case 'nothing':
      return [];
  }
}

function plain(values: readonly string[]): Candidate[] {
  return [...new Set(values)].toSorted().map((value) => ({ value, about: '' }));
}

/** A backend that cannot be read completes nothing: TAB is no place for an error. */
async function jobIds(io: Io): Promise<Candidate[]> {
  try {
    const { openBackendFor } = await import('../open-backend.ts');
    const backend = await openBackendFor(io);
    return (await backend.jobs()).map(({ job }) => ({ value: job, about: '' }));
  } catch {
    return [];
  }
}
