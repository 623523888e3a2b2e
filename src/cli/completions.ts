import type { Command, Option } from 'commander';

/** What may stand where the cursor is; `typed` is the word so far. */
export type Words = { readonly typed: string } & (
  | { readonly kind: 'fixed'; readonly candidates: readonly { readonly value: string; readonly about: string }[] }
  | { readonly kind: 'clouds' | 'regions' | 'accelerators' | 'jobs' | 'files' | 'nothing' }
);

/** Reads the tree of commands as declared, so that what `--help` shows is what completes. */
export function findCompletions(program: Command, words: readonly string[]): Words {
  const typed = words.at(-1) ?? '';
  const { command, awaited, places, given, onlyArguments } = walk(program, words.slice(0, -1));
  if (awaited !== undefined) return { typed, ...valuesOf(awaited.long ?? '', awaited.argChoices) };
  if (typed.startsWith('-') && !onlyArguments) return { typed, kind: 'fixed', candidates: optionsOf(command, given) };
  const subcommands = places === 0 ? command.createHelp().visibleCommands(command) : [];
  if (subcommands.length > 0) {
    const candidates = subcommands.map((each) => ({ value: each.name(), about: each.summary() || each.description() }));
    return { typed, kind: 'fixed', candidates };
  }
  const argument = command.registeredArguments[places];
  return argument === undefined
    ? { typed, kind: 'nothing' }
    : { typed, ...valuesOf(argument.name(), argument.argChoices) };
}

interface Walked {
  readonly command: Command;
  /** The option whose value the cursor stands on. */
  readonly awaited: Option | undefined;
  /** Arguments before the cursor. */
  readonly places: number;
  readonly given: ReadonlySet<Option>;
  readonly onlyArguments: boolean;
}

function walk(program: Command, words: readonly string[]): Walked {
  let command = program;
  let awaited: Option | undefined;
  let places = 0;
  let onlyArguments = false;
  const given = new Set<Option>();
  for (const word of words) {
    if (awaited !== undefined) awaited = undefined;
    else if (word === '--') onlyArguments = true;
    else if (word.startsWith('-') && !onlyArguments) {
      const option = command.options.find(({ short, long }) => [short, long].includes(word.split('=')[0]));
      if (option === undefined) continue;
      given.add(option);
      if ((option.required || option.optional) && !word.includes('=')) awaited = option;
    } else {
      const next = places === 0 ? command.commands.find((each) => each.name() === word) : undefined;
      if (next === undefined) places++;
      else command = next;
    }
  }
  return { command, awaited, places, given, onlyArguments };
}

function optionsOf(command: Command, given: ReadonlySet<Option>) {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter((option) => !given.has(option) || option.description.includes('(repeatable)'))
    .map((option) => ({ value: option.long ?? option.short ?? '', about: option.description }));
}

type Kind =
  | { kind: 'fixed'; candidates: { value: string; about: string }[] }
  | { kind: Exclude<Words['kind'], 'fixed'> };

/** By the name of an argument or of an option. */
function valuesOf(name: string, choices: readonly string[] | undefined): Kind {
  if (choices !== undefined) return { kind: 'fixed', candidates: choices.map((value) => ({ value, about: '' })) };
  const kind = kinds[name];
  return { kind: kind ?? 'nothing' };
}

const kinds: Readonly<Record<string, Exclude<Words['kind'], 'fixed'>>> = {
  file: 'files',
  job: 'jobs',
  name: 'accelerators',
  '--cloud': 'clouds',
  '--region': 'regions',
  '--out': 'files',
  '--plan': 'files',
  '--to': 'files',
};
