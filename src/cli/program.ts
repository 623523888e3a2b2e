import { Command, type CommanderError, InvalidArgumentError, Option } from 'commander';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import { examplesOf } from './examples.ts';
import type { Io } from './io.ts';

/**
 * Every verb with its options and help. Light on purpose: `--help` loads commander and this, nothing else;
 * what a verb does comes with the `import()` in its action. `done` is told the exit code of the verb that ran.
 */
export function buildProgram(io: Io, done: (code: number) => void): Command {
  const program = new Command('skyplan');
  program
    .usage('<command> [options]')
    .description('Runs AI and batch jobs where they are cheapest: over clouds, regions, spot and on-demand.')
    .configureOutput({
      writeOut: io.stdout,
      writeErr: io.stderr,
      outputError: () => {},
      getOutHelpWidth: () => Math.min(io.columns, 100),
      getErrHelpWidth: () => Math.min(io.columns, 100),
      getOutHasColors: () => io.color,
      getErrHasColors: () => io.color,
    })
    .configureHelp({ showGlobalOptions: false })
    .helpOption('-h, --help', 'show this help')
    .option('-V, --version', 'print the version')
    .addHelpText('after', () => examplesOf('skyplan'));

  const run: Run = (work) => async () => done(await work());
  program.commandsGroup('Choose:');
  declarePlan(program, io, run);
  declareGpus(program, io, run);
  declareCatalog(program, io, run);
  program.commandsGroup('Run:');
  declareUp(program, io, run);
  declareStatus(program, io, run);
  declareLogs(program, io, run);
  declarePull(program, io, run);
  declareCost(program, io, run);
  declareDown(program, io, run);
  declareSupervise(program, io, run);
  program.commandsGroup('Other:');
  declareCompletion(program, io, run);
  program.helpCommand('help [command]', 'show help for a command');
  program.action(run(() => version(program, io)));
  for (const command of everyCommand(program)) {
    command.exitOverride((error) => refuse(command, error));
    command.allowExcessArguments(command === program);
  }
  return program;
}

type Run = (work: () => Promise<number>) => () => Promise<void>;

function declarePlan(program: Command, io: Io, run: Run): void {
  const command = verb(program, 'plan', 'rank every offering that can run a task, cheapest first; starts nothing');
  command.argument('<file>', 'task.yaml, or - for stdin');
  addSelection(command);
  command
    .addOption(new Option('--top <n>', 'how many ranked offerings to show').argParser(count).default(10))
    .option('--all', 'every ranked offering, and every reason against the others')
    .option('--out <plan.json>', 'save the plan, to run it later with up --plan')
    .option('--json', 'one JSON document');
  command.action(
    run(async () => (await import('./commands/plan.ts')).plan({ file: arg(command, 0) }, command.opts(), io)),
  );
}

function declareGpus(program: Command, io: Io, run: Run): void {
  const command = verb(program, 'gpus', 'list accelerators, or the offerings of one, cheapest first');
  command
    .argument('[name]', 'an accelerator: A100, H100, T4, L4, …')
    .addOption(repeatable('--cloud <cloud>', 'only this cloud'))
    .addOption(repeatable('--region <region>', 'only this region'))
    .option('--spot', 'only spot')
    .addOption(new Option('--on-demand', 'only on-demand').conflicts('spot'))
    .addOption(new Option('--top <n>', 'how many offerings to show').argParser(count).default(20))
    .option('--all', 'all of them')
    .option('--json', 'one JSON document');
  command.action(
    run(async () => (await import('./commands/gpus.ts')).gpus({ name: command.args[0] }, command.opts(), io)),
  );
}

function declareCatalog(program: Command, io: Io, run: Run): void {
  const catalog = verb(program, 'catalog', 'the price catalog that plans are made from');
  const info = verb(catalog, 'info', 'what the catalog holds, from which sources, and how old it is');
  info.option('--json', 'one JSON document');
  info.action(run(async () => (await import('./commands/catalog.ts')).catalogInfo({}, info.opts(), io)));
}

function declareUp(program: Command, io: Io, run: Run): void {
  const command = verb(program, 'up', 'plan a task, ask, start it on the winner and follow it to its end');
  command.argument('<file>', 'task.yaml');
  addSelection(command);
  command
    .option('-y, --yes', 'do not ask')
    .option('--name <name>', "the job's name (default: the task's)")
    .option('--detach', 'return as soon as the job runs')
    .option('--plan <plan.json>', 'run a saved plan; refused when task or prices have changed since')
    .option('--verbose', "with Pulumi's own output")
    .option('--json', 'newline-delimited JSON events');
  command.action(run(async () => (await import('./commands/up.ts')).up({ file: arg(command, 0) }, command.opts(), io)));
}

function declareStatus(program: Command, io: Io, run: Run): void {
  const command = verb(program, 'status', 'list jobs, or show one with its attempts');
  command.argument('[job]', 'a job id, or a name that only one job has').option('--json', 'one JSON document');
  command.action(
    run(async () => (await import('./commands/status.ts')).status({ job: command.args[0] }, command.opts(), io)),
  );
}

function declareLogs(program: Command, io: Io, run: Run): void {
  const command = verb(program, 'logs', "print a job's output");
  command
    .argument('<job>', 'a job id, or a name that only one job has')
    .option('-f, --follow', 'go on until the job ends; exits with its code')
    .option('--json', 'newline-delimited JSON');
  command.action(
    run(async () => (await import('./commands/logs.ts')).logs({ job: arg(command, 0) }, command.opts(), io)),
  );
}

function declareDown(program: Command, io: Io, run: Run): void {
  const command = verb(program, 'down', "end a job's machines; its checkpoints stay until --purge");
  command
    .argument('[job]', 'a job id, or a name that only one job has')
    .option('--all', 'every job of this backend')
    .option('--purge', 'also delete checkpoints, logs and the record of the job')
    .option('-y, --yes', 'do not ask')
    .option('--verbose', "with Pulumi's own output")
    .option('--json', 'one JSON document');
  command.action(
    run(async () => (await import('./commands/down.ts')).down({ job: command.args[0] }, command.opts(), io)),
  );
}

function declarePull(program: Command, io: Io, run: Run): void {
  const command = verb(program, 'pull', "bring a job's files home, never over newer ones");
  command
    .argument('<job>', 'a job id, or a name that only one job has')
    .argument('[path]', "a file or folder of the job's (default: its checkpoints)")
    .option('--to <folder>', 'where to (default: a folder named after the job)')
    .option('--json', 'one JSON document');
  command.action(
    run(async () =>
      (await import('./commands/pull.ts')).pull({ job: arg(command, 0), path: command.args[1] }, command.opts(), io),
    ),
  );
}

function declareCost(program: Command, io: Io, run: Run): void {
  const command = verb(program, 'cost', 'what was spent, on what, and what still costs');
  command.argument('[job]', 'a job id, or a name that only one job has').option('--json', 'one JSON document');
  command.action(
    run(async () => (await import('./commands/cost.ts')).cost({ job: command.args[0] }, command.opts(), io)),
  );
}

/** Hidden: the process that drives a job away from any terminal; `up` starts it. */
function declareSupervise(program: Command, io: Io, run: Run): void {
  const command = program.command('supervise', { hidden: true }).argument('<job>');
  command.action(run(async () => (await import('./commands/supervise.ts')).supervise({}, {}, io)));
}

function declareCompletion(program: Command, io: Io, run: Run): void {
  const command = verb(program, 'completion', 'print a script that completes skyplan commands with TAB');
  command.addArgument(command.createArgument('<shell>', 'your shell').choices(['bash', 'zsh', 'fish']));
  command.action(
    run(async () => (await import('./commands/completion.ts')).completion({ shell: arg(command, 0) }, {}, io)),
  );
  const answer = program.command('complete', { hidden: true }).argument('[words...]').allowUnknownOption();
  answer.action(
    run(async () => (await import('./commands/completion.ts')).complete({ words: answer.args, program }, {}, io)),
  );
}

/** What decides which offerings compete; the same for `plan` and `up`. */
function addSelection(command: Command): void {
  command
    .addOption(repeatable('--cloud <cloud>', 'only this cloud'))
    .addOption(repeatable('--region <region>', 'only this region'))
    .addOption(new Option('--spot', 'only spot').conflicts(['onDemand', 'any']))
    .addOption(new Option('--on-demand', 'only on-demand').conflicts(['spot', 'any']))
    .addOption(new Option('--any', 'spot and on-demand compete').conflicts(['spot', 'onDemand']))
    .option('--exact', 'exactly as many accelerators as asked, not at least')
    .option('--budget <usd>', 'most to spend in all: 50, $50')
    .option('--max-price <usd>', 'most to pay for one node and hour, compute only')
    .option('--duration <time>', 'how long the work takes: 8h, 90m, 2d')
    .addOption(repeatable('--egress-used <cloud=size>', 'internet egress already used this month: aws=500GB'))
    .addOption(repeatable('--env <key=value>', "set one of the task's envs; a bare key takes yours"))
    .addOption(repeatable('--secret <key=value>', "set one of the task's secrets; a bare key takes yours"));
}

function verb(parent: Command, name: string, summary: string): Command {
  const command = parent.command(name);
  const path = parent.parent ? `${parent.name()} ${name}` : name;
  return command
    .summary(summary)
    .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', () => examplesOf(path));
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, `${description} (repeatable)`).argParser((value: string, before: readonly string[] = []) => [
    ...before,
    value,
  ]);
}

function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 on is needed.');
  return Number(text);
}

function arg(command: Command, index: number): string {
  return command.args[index] ?? '';
}

async function version(program: Command, io: Io): Promise<number> {
  const [unknown] = program.args;
  if (unknown !== undefined) throw await unknownCommand(program, unknown);
  if (!program.opts().version) {
    io.stdout(program.helpInformation() + examplesOf('skyplan'));
    return exitCode.ok;
  }
  const { packageVersion } = await import('./package-version.ts');
  io.stdout(`${packageVersion()}\n`);
  return exitCode.ok;
}

async function unknownCommand(program: Command, name: string): Promise<UserError> {
  const { findNearWords } = await import('../task/near-word.ts');
  const names = program
    .createHelp()
    .visibleCommands(program)
    .map((command) => command.name());
  const [near] = findNearWords(name, names);
  const hint = near === undefined ? "See 'skyplan --help'." : `Did you mean 'skyplan ${near}'?`;
  return new UserError(exitCode.badInput, `There is no command '${name}'.`, hint);
}

/** Commander's refusals as the user's mistakes; `--help` is none. */
function refuse(command: Command, error: CommanderError): never {
  if (error.exitCode === 0 || error.code === 'commander.help') throw error;
  const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  const meant = /\(Did you mean (one of )?(.*)\?\)/.exec(more.join(' '))?.[2];
  const path = [...ancestors(command)].join(' ');
  const message = first.charAt(0).toUpperCase() + first.slice(1);
  throw new UserError(
    exitCode.badInput,
    message.endsWith('.') ? message : `${message}.`,
    meant ? `Did you mean ${meant}?` : `See '${path} --help'.`,
  );
}

function ancestors(command: Command): string[] {
  return [...(command.parent ? ancestors(command.parent) : []), command.name()];
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
