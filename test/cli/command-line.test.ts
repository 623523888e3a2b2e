import { describe, expect, it } from 'vitest';
import { skyplan } from './fake-io.ts';

describe('help', () => {
  it('lists every command, and never the hidden ones', async () => {
    const { code, out, err } = await skyplan(['--help']);
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(out).toMatchInlineSnapshot(`
      "Usage: skyplan <command> [options]

      Runs AI and batch jobs where they are cheapest: over clouds, regions, spot and on-demand.

      Options:
        -V, --version                print the version
        -h, --help                   show this help

      Choose:
        plan [options] <file>        rank every offering that can run a task, cheapest first; starts
                                     nothing
        gpus [options] [name]        list accelerators, or the offerings of one, cheapest first
        catalog                      the price catalog that plans are made from

      Run:
        up [options] <file>          plan a task, ask, start it on the winner and follow it to its end
        status [options] [job]       list jobs, or show one with its attempts
        logs [options] <job>         print a job's output
        pull [options] <job> [path]  bring a job's files home, never over newer ones
        cost [options] [job]         what was spent, on what, and what still costs
        down [options] [job]         end a job's machines; its checkpoints stay until --purge

      Other:
        completion <shell>           print a script that completes skyplan commands with TAB
        help [command]               show help for a command

      Examples:
        skyplan plan task.yaml  # where would it run, and for how much?
        skyplan up task.yaml    # run it there
        skyplan status          # what runs now

      Help on a command: 'skyplan plan --help'

      "
    `);
  });

  it('shows options and examples of a command', async () => {
    expect((await skyplan(['plan', '--help'])).out).toMatchInlineSnapshot(`
      "Usage: skyplan plan [options] <file>

      Rank every offering that can run a task, cheapest first; starts nothing.

      Arguments:
        file                        task.yaml, or - for stdin

      Options:
        --cloud <cloud>             only this cloud (repeatable)
        --region <region>           only this region (repeatable)
        --spot                      only spot
        --on-demand                 only on-demand
        --any                       spot and on-demand compete
        --exact                     exactly as many accelerators as asked, not at least
        --budget <usd>              most to spend in all: 50, $50
        --max-price <usd>           most to pay for one node and hour, compute only
        --duration <time>           how long the work takes: 8h, 90m, 2d
        --egress-used <cloud=size>  internet egress already used this month: aws=500GB (repeatable)
        --env <key=value>           set one of the task's envs; a bare key takes yours (repeatable)
        --secret <key=value>        set one of the task's secrets; a bare key takes yours (repeatable)
        --top <n>                   how many ranked offerings to show (default: 10)
        --all                       every ranked offering, and every reason against the others
        --out <plan.json>           save the plan, to run it later with up --plan
        --json                      one JSON document
        -h, --help                  show this help

      Examples:
        skyplan plan task.yaml
        skyplan plan task.yaml --any --budget 50        # spot and on-demand compete; at most $50 in all
        skyplan plan task.yaml --cloud gcp --cloud aws  # only these clouds
        skyplan plan task.yaml --json | jq .ranked[0]   # the winner, for scripts
        skyplan plan task.yaml --out plan.json          # save it; later: skyplan up task.yaml --plan plan.json

      "
    `);
    expect((await skyplan(['help', 'up'])).out).toBe((await skyplan(['up', '--help'])).out);
  });

  it.each(['plan', 'gpus', 'up', 'status', 'logs', 'pull', 'cost', 'down'])(
    '%s takes --json and has examples',
    async (verb) => {
      const { code, out } = await skyplan([verb, '--help']);
      expect(code).toBe(0);
      expect(out).toContain('--json');
      expect(out).toMatch(/Examples:\n {2}skyplan /);
    },
  );

  it('fits the width', async () => {
    const { out } = await skyplan(['plan', '--help'], { columns: 70 });
    const declared = out.split('Examples:')[0] ?? '';
    expect(declared.split('\n').filter((line) => line.length > 70)).toEqual([]);
  });

  it('is what no command at all gives', async () => {
    const { code, out } = await skyplan([]);
    expect(code).toBe(0);
    expect(out.trim()).toBe((await skyplan(['--help'])).out.trim());
  });

  it('prints the version', async () => {
    expect(await skyplan(['--version'])).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' });
  });
});

describe('mistakes on the command line: exit 2, nothing on stdout', () => {
  it.each([
    [['pln'], "error: There is no command 'pln'.\nhint: Did you mean 'skyplan plan'?\n"],
    [['supervize'], "error: There is no command 'supervize'.\nhint: See 'skyplan --help'.\n"],
    [['plan'], "error: Missing required argument 'file'.\nhint: See 'skyplan plan --help'.\n"],
    [
      ['plan', 'a', 'b'],
      "error: Too many arguments for 'plan'. Expected 1 argument but got 2.\nhint: See 'skyplan plan --help'.\n",
    ],
    [['plan', 'x', '--sport'], "error: Unknown option '--sport'.\nhint: Did you mean --spot?\n"],
    [
      ['plan', 'x', '--spot', '--any'],
      "error: Option '--spot' cannot be used with option '--any'.\nhint: See 'skyplan plan --help'.\n",
    ],
    [
      ['plan', 'x', '--top', 'ten'],
      "error: Option '--top <n>' argument 'ten' is invalid. A whole number from 1 on is needed.\nhint: See 'skyplan plan --help'.\n",
    ],
    [['catalog', 'inf'], "error: Unknown command 'inf'.\nhint: Did you mean info?\n"],
    [
      ['completion', 'tcsh'],
      "error: Command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.\nhint: See 'skyplan completion --help'.\n",
    ],
  ])('%j', async (argv, expected) => {
    expect(await skyplan(argv)).toEqual({ code: 2, out: '', err: expected });
  });

  it('is one document with --json', async () => {
    const { code, out, err } = await skyplan(['plan', 'x', '--sport', '--json']);
    expect([code, err]).toEqual([2, '']);
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      error: {
        code: 'bad-input',
        exitCode: 2,
        message: "Unknown option '--sport'.",
        hint: 'Did you mean --spot?',
        problems: [],
      },
    });
  });

  it('is coloured only when asked', async () => {
    expect((await skyplan(['pln'], { color: true })).err).toContain('\u001b[31merror:');
  });
});

it('crashes loudly on a bug of ours: exit 70, with a stack', async () => {
  const { code, err } = await skyplan(['catalog', 'info'], { env: { SKYPLAN_CATALOG: '/nowhere' } });
  expect(code).toBe(70);
  expect(err).toMatch(/ENOENT.*\n\s+at /s);
  expect(err).toContain('bug in skyplan');
});
