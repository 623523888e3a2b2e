import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { folder, showFile } from './parse-file.ts';

const env = { HF_TOKEN: 'hf', GH_TOKEN: 'gh', FROM_CALLER: 'me' };
const overrides = { envs: { GIVEN: 'x', FROM_CALLER: null } };
const tested = new Set<string>();

function show(path: string): string {
  tested.add(path);
  return path === 'valid/envs-from-outside.yaml' ? showFile(path, env, overrides) : showFile(path, env);
}

describe('tasks that SkyPilot takes, and ours', () => {
  it('accelerator bare set', () => {
    expect(show('valid/accelerator-bare-set.yaml')).toMatchInlineSnapshot(`
      "accelerator-bare-set: 1 node
        */*/* L4x1 on-demand
        */*/* A10Gx1 on-demand
        */*/* L4x2 on-demand
        run: "nvidia-smi""
    `);
  });
  it('accelerator by memory', () => {
    expect(show('valid/accelerator-by-memory.yaml')).toMatchInlineSnapshot(`
      "accelerator-by-memory: 1 node
        */*/* A100-80GBx2 spot
        */*/* H100x2 spot
        */*/* A10Gx1 on-demand
        */*/* A10x1 on-demand
        */*/* L4x1 on-demand
        run: "nvidia-smi""
    `);
  });
  it('accelerator flow set', () => {
    expect(show('valid/accelerator-flow-set.yaml')).toMatchInlineSnapshot(`
      "accelerator-flow-set: 1 node
        */*/* A100x1 on-demand
        */*/* L4x1 on-demand
        */*/* T4x4 on-demand
        run: "nvidia-smi""
    `);
  });
  it('accelerator foreign', () => {
    expect(show('valid/accelerator-foreign.yaml')).toMatchInlineSnapshot(`
      "accelerator-foreign: 1 node
        */*/* RTX4090x2 on-demand
        run: "nvidia-smi""
    `);
  });
  it('accelerator fraction', () => {
    expect(show('valid/accelerator-fraction.yaml')).toMatchInlineSnapshot(`
      "accelerator-fraction: 1 node
        */*/* K80x0.5 on-demand
        run: "nvidia-smi""
    `);
  });
  it('accelerator gpus alias', () => {
    expect(show('valid/accelerator-gpus-alias.yaml')).toMatchInlineSnapshot(`
      "accelerator-gpus-alias: 1 node
        */*/* A100-80GBx4 on-demand
        run: "nvidia-smi""
    `);
  });
  it('accelerator list of maps', () => {
    expect(show('valid/accelerator-list-of-maps.yaml')).toMatchInlineSnapshot(`
      "accelerator-list-of-maps: 1 node, ordered
        */*/* A100x8 on-demand
        */*/* H100x4 on-demand
        */*/* L4x1 on-demand
        run: "nvidia-smi""
    `);
  });
  it('accelerator list', () => {
    expect(show('valid/accelerator-list.yaml')).toMatchInlineSnapshot(`
      "accelerator-list: 1 node, ordered
        */*/* A100x1 on-demand
        */*/* T4x1 on-demand
        */*/* V100x1 on-demand
        run: "nvidia-smi""
    `);
  });
  it('accelerator map any', () => {
    expect(show('valid/accelerator-map-any.yaml')).toMatchInlineSnapshot(`
      "accelerator-map-any: 1 node
        */*/* A10Gx1 on-demand
        */*/* H100x1 on-demand
        run: "nvidia-smi""
    `);
  });
  it('accelerator map', () => {
    expect(show('valid/accelerator-map.yaml')).toMatchInlineSnapshot(`
      "accelerator-map: 1 node
        */*/* L4x2 on-demand
        run: "nvidia-smi""
    `);
  });
  it('accelerator null', () => {
    expect(show('valid/accelerator-null.yaml')).toMatchInlineSnapshot(`
      "accelerator-null: 1 node
        */*/* cpus 4+ on-demand
        run: "make""
    `);
  });
  it('accelerator one', () => {
    expect(show('valid/accelerator-one.yaml')).toMatchInlineSnapshot(`
      "accelerator-one: 1 node
        */*/* H100x1 on-demand
        run: "nvidia-smi""
    `);
  });
  it('accelerator string', () => {
    expect(show('valid/accelerator-string.yaml')).toMatchInlineSnapshot(`
      "accelerator-string: 1 node
        */*/* A100x8 on-demand
        run: "nvidia-smi""
    `);
  });
  it('accelerator tpu', () => {
    expect(show('valid/accelerator-tpu.yaml')).toMatchInlineSnapshot(`
      "accelerator-tpu: 1 node
        */*/* tpu-v6e-8x1 on-demand
        run: "python3 -c 'import jax; print(jax.devices())'"
        note: \`accelerator_args\` has no effect on skyplan yet"
    `);
  });
  it('any of override', () => {
    expect(show('valid/any-of-override.yaml')).toMatchInlineSnapshot(`
      "any-of-override: 1 node
        aws/us-east-1/* A100x8 on-demand disk 1024 medium labels {"team":"vision"}
        aws/us-west-2/* A100x8 spot disk 1024 medium labels {"team":"vision"}
        gcp/*/* A100x8 spot disk 1024 medium labels {"team":"vision","tier":"2"}
        azure/*/* H100x8 spot disk 1024 medium labels {"team":"vision"}
        azure/*/* H200x8 spot disk 1024 medium labels {"team":"vision"}
        run: "torchrun train.py""
    `);
  });
  it('any of times set', () => {
    expect(show('valid/any-of-times-set.yaml')).toMatchInlineSnapshot(`
      "any-of-times-set: 1 node
        aws/*/* A100x1 on-demand
        aws/*/* L4x1 on-demand
        gcp/*/* A100x1 on-demand
        gcp/*/* L4x1 on-demand
        run: "python train.py""
    `);
  });
  it('autostop forms', () => {
    expect(show('valid/autostop-forms.yaml')).toMatchInlineSnapshot(`
      "autostop-forms: 1 node
        */*/* cpus 2 on-demand autostop 10m
        */*/* cpus 2 on-demand autostop 120m
        */*/* cpus 2 on-demand autostop 5m
        */*/* cpus 2 on-demand
        */*/* cpus 2 on-demand autostop 15m down
        */*/* cpus 2 on-demand autostop 30m
        run: "hostname""
    `);
  });
  it('cloud region zone', () => {
    expect(show('valid/cloud-region-zone.yaml')).toMatchInlineSnapshot(`
      "cloud-region-zone: 1 node
        gcp/us-central1/us-central1-a a2-highgpu-1g on-demand
        run: "hostname""
    `);
  });
  it('cpus and memory', () => {
    expect(show('valid/cpus-and-memory.yaml')).toMatchInlineSnapshot(`
      "cpus-and-memory: 1 node
        */*/* cpus 0.5+ memory 32 on-demand
        */*/* cpus 0.5+ memory 64+ on-demand
        */*/* cpus 16 memory 512+ on-demand
        */*/* cpus 1000+ memory 1 on-demand
        run: "./simulate""
    `);
  });
  it('disk forms', () => {
    expect(show('valid/disk-forms.yaml')).toMatchInlineSnapshot(`
      "disk-forms: 1 node
        */*/* on-demand disk 48 medium
        */*/* on-demand disk 1024 medium
        */*/* on-demand disk 2048 best
        */*/* on-demand disk 1 medium
        */*/* on-demand disk 256 low
        run: "df -h""
    `);
  });
  it('envs and defaults', () => {
    expect(show('valid/envs-and-defaults.yaml')).toMatchInlineSnapshot(`
      "envs-and-defaults: 1 node
        */*/* on-demand
        envs: {"BUCKET":"results","EMPTY":"","SEED":"42","RATE":"1e-4","ONE":"1.0","FLAG":"True","OCTAL":"8","PORT":"8080","STORE":"s3","MODEL":"llama/13b"}
        workdir: {"kind":"folder","path":"./main"}
        fileMounts: [{"target":"/out/llama/13b","source":{"kind":"bucket","name":"results-sky","store":"s3","mode":"MOUNT","persistent":true}},{"target":"~/cache/none","source":{"kind":"path","path":"~/\${UNSET}/x"}}]
        run: "echo $SEED \${BUCKET}\\n"
        note: buckets in \`file_mounts\` are not priced yet: /out/llama/13b"
    `);
  });
  it('envs empty', () => {
    expect(show('valid/envs-empty.yaml')).toMatchInlineSnapshot(`
      "envs-empty: 1 node
        */*/* on-demand
        run: "env""
    `);
  });
  it('envs from outside', () => {
    expect(show('valid/envs-from-outside.yaml')).toMatchInlineSnapshot(`
      "envs-from-outside: 1 node
        */*/* on-demand
        envs: {"GIVEN":"x","FROM_CALLER":"me"}
        run: "echo $GIVEN""
    `);
  });
  it('everything of ours', () => {
    expect(show('valid/everything-of-ours.yaml')).toMatchInlineSnapshot(`
      "finetune: 2 nodes
        */*/* A100x4 any any <= $9.5/h
        */*/* H100x4 any any <= $9.5/h
        exact: true
        hoursAssumed: false
        hoursByAccelerator: {"A100":8,"H100":3.5}
        budgetUsd: 50
        deadline: {"kind":"instant","at":"2026-12-01T17:00:00.000Z"}
        data: [{"source":"s3://corpus/tokens","cloud":"aws","region":"us-east-1","sizeGB":10240,"passes":1},{"source":"https://account.blob.core.windows.net/box","cloud":"azure","region":"westeurope","sizeGB":500,"passes":0.5}]
        checkpoint: {"intervalHours":0.3333333333333333,"sizeGB":40,"restartHours":0.05}
        run: "torchrun train.py""
    `);
  });
  it('image forms', () => {
    expect(show('valid/image-forms.yaml')).toMatchInlineSnapshot(`
      "image-forms: 1 node
        */*/* on-demand image "docker:nvcr.io/nvidia/pytorch:24.01-py3"
        */*/* on-demand image "ami-0123456789"
        */*/* on-demand image {"us-east-1":"ami-1","us-west-2":"ami-2"}
        */*/* on-demand image {"docker":"ubuntu:22.04"}
        */*/* on-demand
        run: "cat /etc/os-release""
    `);
  });
  it('infra foreign', () => {
    expect(show('valid/infra-foreign.yaml')).toMatchInlineSnapshot(`
      "infra-foreign: 1 node
        kubernetes/*/* on-demand
        kubernetes/arn:aws:eks:us-east-1:1234:cluster/gpu/* on-demand
        slurm/htc/short on-demand
        nebius/eu-north1/* on-demand
        ssh/lab/* on-demand
        runpod/CA/* on-demand
        run: "hostname""
    `);
  });
  it('infra forms', () => {
    expect(show('valid/infra-forms.yaml')).toMatchInlineSnapshot(`
      "infra-forms: 1 node
        aws/*/* on-demand
        aws/us-west-2/* on-demand
        aws/us-west-2/* on-demand
        gcp/asia-northeast3/asia-northeast3-a on-demand
        */us-central1/* on-demand
        */*/* on-demand
        gcp/us-central1/us-central1-b on-demand
        run: "hostname"
        note: zone us-west-2a: zone letters differ per account, so all of us-west-2 is planned"
    `);
  });
  it('job group', () => {
    expect(show('valid/job-group.yaml')).toMatchInlineSnapshot(`
      "header: rl
      learner: 1 node
        */*/* H100x8 on-demand
        run: "python learn.py"
      actor: 1 node
        */*/* cpus 32+ on-demand
        run: "python act.py"
      warning 2:1: A job group: each task is planned by itself."
    `);
  });
  it('merge keys', () => {
    expect(show('valid/merge-keys.yaml')).toMatchInlineSnapshot(`
      "merge-keys: 1 node
        */*/* A100x4 on-demand disk 500 medium
        gcp/*/* A100x4 on-demand disk 500 medium
        run: "python train.py""
    `);
  });
  it('mounts', () => {
    expect(show('valid/mounts.yaml')).toMatchInlineSnapshot(`
      "mounts: 1 node
        */*/* on-demand
        fileMounts: [{"target":"/remote/code","source":{"kind":"path","path":"./code"}},{"target":"~/.netrc","source":{"kind":"path","path":"~/.netrc"}},{"target":"/data/imagenet","source":{"kind":"uri","uri":"s3://imagenet-copy"}},{"target":"/data/gcs","source":{"kind":"uri","uri":"gs://other"}},{"target":"/web/file.txt","source":{"kind":"uri","uri":"https://example.com/file.txt"}},{"target":"/ckpt","source":{"kind":"bucket","source":["r2://ckpts"],"mode":"MOUNT_CACHED","persistent":true}},{"target":"/upload","source":{"kind":"bucket","name":"new-bucket","source":["./a","./b"],"store":"gcs","mode":"COPY","persistent":false}},{"target":"/scratch","source":{"kind":"bucket","store":"volume","mode":"MOUNT","persistent":true}}]
        run: "ls /data"
        note: buckets in \`file_mounts\` are not priced yet: /data/imagenet, /data/gcs, /web/file.txt, /ckpt, /upload, /scratch"
    `);
  });
  it('no effect keys', () => {
    expect(show('valid/no-effect-keys.yaml')).toMatchInlineSnapshot(`
      "no-effect-keys: 1 node
        */*/* H100x8 on-demand
        run: "python train.py"
        note: \`network_tier\` has no effect on skyplan yet
        note: \`local_disk\` has no effect on skyplan yet
        note: \`priority\` has no effect on skyplan yet
        note: \`priority_class\` has no effect on skyplan yet
        note: \`volumes\` has no effect on skyplan yet
        note: \`termination_hook\` has no effect on skyplan yet
        note: \`api_server_access\` has no effect on skyplan yet
        note: \`config\` has no effect on skyplan yet
        note: \`event_callback\` has no effect on skyplan yet
        note: \`inputs\` has no effect on skyplan yet"
    `);
  });
  it('nulls everywhere', () => {
    expect(show('valid/nulls-everywhere.yaml')).toMatchInlineSnapshot(`
      "nulls-everywhere: 1 node
        */*/* on-demand
        run: "echo nothing was asked for""
    `);
  });
  it('only a name', () => {
    expect(show('valid/only-a-name.yaml')).toMatchInlineSnapshot(`
      "lonely: 1 node
        */*/* on-demand"
    `);
  });
  it('ordered', () => {
    expect(show('valid/ordered.yaml')).toMatchInlineSnapshot(`
      "ordered: 1 node, ordered
        gcp/*/* V100x1 on-demand
        aws/us-east-1/* V100x4 on-demand
        run: "python train.py""
    `);
  });
  it('ours in other forms', () => {
    expect(show('valid/ours-in-other-forms.yaml')).toMatchInlineSnapshot(`
      "ours-in-other-forms: 1 node
        */*/* cpus 16+ arm64 spot <= $1.5/h
        hours: 1.5
        hoursAssumed: false
        budgetUsd: 1200.5
        deadline: {"kind":"hours","hours":36}
        data: [{"source":"gs://bucket/x","cloud":"gcp","region":"us-central1","sizeGB":100,"passes":1}]
        checkpoint: {"restartHours":0}
        run: "./job""
    `);
  });
  it('pipeline no header', () => {
    expect(show('valid/pipeline-no-header.yaml')).toMatchInlineSnapshot(`
      "one: 1 node
        */*/* on-demand
        run: "echo 1"
      two: 1 node
        */*/* on-demand
        run: "echo 2""
    `);
  });
  it('pipeline', () => {
    expect(show('valid/pipeline.yaml')).toMatchInlineSnapshot(`
      "header: two-steps
      prepare: 1 node
        */*/* cpus 8+ on-demand
        run: "python prepare.py"
      two-steps-2: 1 node
        */*/* L4x1 on-demand
        run: "python train.py""
    `);
  });
  it('ports forms', () => {
    expect(show('valid/ports-forms.yaml')).toMatchInlineSnapshot(`
      "ports-forms: 1 node
        */*/* on-demand ports 8080
        */*/* on-demand ports 8000-8010
        */*/* on-demand ports 6006,9000,10022-10040
        */*/* on-demand
        run: "python -m http.server""
    `);
  });
  it('recovery map', () => {
    expect(show('valid/recovery-map.yaml')).toMatchInlineSnapshot(`
      "recovery-map: 2 nodes
        */*/* spot
        run: "python train.py"
        jobRecovery: {"strategy":"EAGER_NEXT_REGION","maxRestartsOnErrors":3,"recoverOnExitCodes":[33,34]}"
    `);
  });
  it('recovery string', () => {
    expect(show('valid/recovery-string.yaml')).toMatchInlineSnapshot(`
      "recovery-string: 1 node
        */*/* spot
        run: "python train.py"
        jobRecovery: {"strategy":"FAILOVER"}"
    `);
  });
  it('region without price', () => {
    expect(show('valid/region-without-price.yaml')).toMatchInlineSnapshot(`
      "region-without-price: 1 node
        aws/us-gov-west-1/* on-demand
        run: "hostname""
    `);
  });
  it('secrets list', () => {
    expect(show('valid/secrets-list.yaml')).toMatchInlineSnapshot(`
      "secrets-list: 1 node
        */*/* on-demand
        secrets: {"HF_TOKEN":"hf","GH_TOKEN":"gh"}
        run: "python train.py""
    `);
  });
  it('secrets map', () => {
    expect(show('valid/secrets-map.yaml')).toMatchInlineSnapshot(`
      "secrets-map: 1 node
        */*/* on-demand
        secrets: {"WANDB_API_KEY":"abc123","HF_TOKEN":"hf","GH_TOKEN":"gh"}
        run: "python train.py""
    `);
  });
  it('sparse no final newline', () => {
    expect(show('valid/sparse-no-final-newline.yaml')).toMatchInlineSnapshot(`
      "sparse-no-final-newline: 1 node
        */*/* cpus 2 on-demand
        run: "date""
    `);
  });
  it('sparse no resources', () => {
    expect(show('valid/sparse-no-resources.yaml')).toMatchInlineSnapshot(`
      "sparse-no-resources: 1 node
        */*/* on-demand
        setup: ""
        run: "echo one two""
    `);
  });
  it('sparse no run', () => {
    expect(show('valid/sparse-no-run.yaml')).toMatchInlineSnapshot(`
      "sparse-no-run: 1 node
        */*/* T4x1 on-demand"
    `);
  });
  it('sparse run only', () => {
    expect(show('valid/sparse-run-only.yaml')).toMatchInlineSnapshot(`
      "sparse-run-only: 1 node
        */*/* on-demand
        run: "hostname""
    `);
  });
  it('template only in script', () => {
    expect(show('valid/template-only-in-script.yaml')).toMatchInlineSnapshot(`
      "template-only-in-script: 1 node
        */*/* on-demand
        envs: {"FORMAT":"{{.Names}}"}
        run: "docker ps --format '{{.Names}}' \${{ x }}\\n""
    `);
  });
  it('windows lines', () => {
    expect(show('valid/windows-lines.yaml')).toMatchInlineSnapshot(`
      "crlf: 1 node
        */*/* T4x1 on-demand
        run: "echo one\\n""
    `);
  });
  it('workdir git', () => {
    expect(show('valid/workdir-git.yaml')).toMatchInlineSnapshot(`
      "workdir-git: 1 node
        */*/* on-demand
        workdir: {"kind":"git","url":"https://github.com/example/project.git","ref":"v1.2"}
        run: "make""
    `);
  });
  it('any of null resets', () => {
    expect(show('valid/any-of-null-resets.yaml')).toMatchInlineSnapshot(`
      "any-of-null-resets: 1 node
        */*/* A100x1 on-demand
        */*/* cpus 8 on-demand ports 8080
        run: "python serve_once.py""
    `);
  });
  it('flow style', () => {
    expect(show('valid/flow-style.yaml')).toMatchInlineSnapshot(`
      "json: 1 node
        */*/* A100x1 on-demand
        envs: {"A":"1"}
        run: "echo hi""
    `);
  });
  it('flow closed at margin', () => {
    expect(show('valid/flow-closed-at-margin.yaml')).toMatchInlineSnapshot(`
      "margin: 1 node
        */*/* T4x1 on-demand
        fileMounts: [{"target":"/a","source":{"kind":"path","path":"./a"}}]
        run: "echo""
    `);
  });
});

describe('tasks with mistakes', () => {
  it('bad accelerators', () => {
    expect(show('invalid/bad-accelerators.yaml')).toMatchInlineSnapshot(`
      "bad-accelerators.yaml:3:21: The count of \`A100\` must be more than 0.
        3 |     - accelerators: A100:0
          |                     ^^^^^^
        fix: Write \`A100:1\`.

      bad-accelerators.yaml:4:21: The count of \`A100\` must be a number, found \`many\`.
        4 |     - accelerators: A100:many
          |                     ^^^^^^^^^
        fix: Write \`A100:1\`.

      bad-accelerators.yaml:5:22: The count of \`T4\` must be more than 0.
        5 |     - accelerators: {T4: -1, L4: [1]}
          |                      ^^
        fix: Write \`T4:1\`.

      bad-accelerators.yaml:5:30: The count of \`L4\` must be a number, found a list.
        5 |     - accelerators: {T4: -1, L4: [1]}
          |                              ^^
        fix: Write \`L4:1\`.

      bad-accelerators.yaml:6:21: Expected an accelerator such as \`A100:8\`, found \`8\`.
        6 |     - accelerators: 8
          |                     ^

      bad-accelerators.yaml:7:22: An accelerator needs a name.
        7 |     - accelerators: [":4"]
          |                      ^^^^
        fix: Write \`A100:8\`.

      bad-accelerators.yaml:8:8: \`gpus\` and \`accelerators\` mean the same.
        8 |     - {gpus: T4, accelerators: T4}
          |        ^^^^
        fix: Keep one of the two."
    `);
  });
  it('bad mounts', () => {
    expect(show('invalid/bad-mounts.yaml')).toMatchInlineSnapshot(`
      "bad-mounts.yaml:3:3: The bucket at \`/b\` needs a \`name\` or a \`source\`.
        3 |   /b: {mode: MOUNT}
          |   ^^
        fix: Add \`source: s3://bucket\`, or \`name:\` for a new bucket.

      bad-mounts.yaml:4:30: Expected one of \`MOUNT\`, \`COPY\`, \`MOUNT_CACHED\`, found \`SYNC\`.
        4 |   /c: {source: s3://x, mode: SYNC}
          |                              ^^^^
        fix: Write one of \`MOUNT\`, \`COPY\`, \`MOUNT_CACHED\`.

      bad-mounts.yaml:5:3: \`/a\` is given twice; the first is in line 2.
        5 |   /a: ./x
          |   ^^
        fix: Keep one of the two.

      bad-mounts.yaml:6:7: Expected a local path, a URI or a map, found a list.
        6 |   /d: [x]
          |       ^^^

      bad-mounts.yaml:7:1: A \`workdir\` from git needs a \`url\`.
        7 | workdir: {ref: main}
          | ^^^^^^^
        fix: Write \`workdir: {url: https://…, ref: main}\`."
    `);
  });
  it('both prices', () => {
    expect(show('invalid/both-prices.yaml')).toMatchInlineSnapshot(`
      "both-prices.yaml:2:13: \`max_hourly_cost\` and \`max_price\` mean the same.
        2 | resources: {max_hourly_cost: 4}
          |             ^^^^^^^^^^^^^^^
        fix: Keep one of the two."
    `);
  });
  it('data incomplete', () => {
    expect(show('invalid/data-incomplete.yaml')).toMatchInlineSnapshot(`
      "data-incomplete.yaml:2:6: Data without a \`size\`: what moving it costs would be unknown.
        2 |   - {source: s3://a}
          |      ^^^^^^
        fix: Add \`size: 10TB\` (1 TB = 1,024 GB; a guess is better than none).

      data-incomplete.yaml:2:6: Data without a \`region\`: what moving it costs would be unknown.
        2 |   - {source: s3://a}
          |      ^^^^^^
        fix: Add the region that the bucket lies in, such as \`region: us-east-1\`.

      data-incomplete.yaml:3:5: Data without a \`source\`.
        3 |   - {size: 1TB, region: us-east-1}
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        fix: Add where it lies: \`source: s3://bucket/path\`.

      data-incomplete.yaml:4:5: Data needs a source, a size and a region.
        4 |   - s3://b
          |     ^^^^^^
        fix: Write \`- {source: s3://bucket/path, size: 10TB, region: us-east-1}\`.

      data-incomplete.yaml:5:14: skyplan has no prices for moving data out of Cloudflare R2.
        5 |   - {source: r2://c, size: 1TB, region: auto}
          |              ^^^^^^
        fix: Name a copy in s3://, gs:// or az://, or remove this entry: the plan then leaves the data out.

      data-incomplete.yaml:6:14: Whose egress this address charges is unknown.
        6 |   - {source: 'https://example.com/x.tar', size: 1TB, region: us-east-1}
          |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^
        fix: Add \`cloud: aws\`, \`gcp\` or \`azure\` for whoever pays to send it, or remove this entry if nobody you pay does.

      data-incomplete.yaml:7:14: \`./local\` is no address of a bucket.
        7 |   - {source: ./local, size: 1TB, region: us-east-1}
          |              ^^^^^^^
        fix: Write \`s3://…\`, \`gs://…\`, \`az://…\` or \`https://…\`; local files belong in \`workdir\` or \`file_mounts\`.

      data-incomplete.yaml:8:41: gcp has no region \`us\`.
        8 |   - {source: gs://d, size: 1TB, region: us}
          |                                         ^^
        fix: For a bucket over several regions, name the one nearest to where the job may run.

      data-incomplete.yaml:9:41: aws has no region \`us-central1\`.
        9 |   - {source: s3://e, size: 1TB, region: us-central1}
          |                                         ^^^^^^^^^^^
        fix: \`us-central1\` is a region of gcp.

      data-incomplete.yaml:10:29: \`cloud: gcp\` cannot be: \`s3://f\` lies in aws.
        10 |   - {source: s3://f, cloud: gcp, size: 1TB, region: us-central1}
           |                             ^^^
        fix: Known: aws, gcp, azure."
    `);
  });
  it('data on the web', () => {
    expect(show('invalid/data-on-the-web.yaml')).toMatchInlineSnapshot(`
      "data-on-the-web.yaml:1:51: Expected a size such as \`10TB\` or \`500GB\`, found \`1 apple\`.
        1 | data: {source: 'https://example.com/x.tar', size: 1 apple, region: us-east-1, cloud: moon}
          |                                                   ^^^^^^^

      data-on-the-web.yaml:1:86: \`cloud: moon\` cannot be: the catalog has no egress prices of \`moon\`.
        1 | data: {source: 'https://example.com/x.tar', size: 1 apple, region: us-east-1, cloud: moon}
          |                                                                                      ^^^^
        fix: Known: aws, gcp, azure."
    `);
  });
  it('deadline without duration', () => {
    expect(show('invalid/deadline-without-duration.yaml')).toMatchInlineSnapshot(`
      "deadline-without-duration.yaml:1:1: A \`deadline\` needs a \`duration\`: without it nobody can say whether the job will make it.
        1 | deadline: 36h
          | ^^^^^^^^
        fix: Add how long the work takes on one node, such as \`duration: 8h\`."
    `);
  });
  it('deadline without zone', () => {
    expect(show('invalid/deadline-without-zone.yaml')).toMatchInlineSnapshot(`
      "deadline-without-zone.yaml:1:11: The deadline \`2026-12-01 18:00\` has no time zone.
        1 | deadline: 2026-12-01 18:00
          |           ^^^^^^^^^^^^^^^^
        fix: Write \`2026-12-01T18:00Z\` for UTC, or add an offset such as \`+01:00\`.

      deadline-without-zone.yaml:5:11: There is no such date or time: \`2026-02-30T00:00Z\`.
        5 | deadline: 2026-02-30T00:00Z
          |           ^^^^^^^^^^^^^^^^^

      deadline-without-zone.yaml:6:11: Expected a duration such as \`8h\`, \`90m\` or \`1h30m\`, found \`8\`.
        6 | duration: 8
          |           ^
        fix: Give the unit: \`s\`, \`m\`, \`h\` or \`d\`.

      deadline-without-zone.yaml:9:11: Expected an instant such as \`2026-12-01T18:00Z\`, or a duration such as \`36h\`, found \`next week\`.
        9 | deadline: next week
          |           ^^^^^^^^^"
    `);
  });
  it('duplicate keys', () => {
    expect(show('invalid/duplicate-keys.yaml')).toMatchInlineSnapshot(`
      "duplicate-keys.yaml:4:3: \`cpus\` is given twice; the first is in line 3.
        4 |   cpus: 4
          |   ^^^^
        fix: Keep one of the two.

      duplicate-keys.yaml:5:1: \`name\` is given twice; the first is in line 1.
        5 | name: b
          | ^^^^
        fix: Keep one of the two.

      duplicate-keys.yaml:6:14: \`X\` is given twice; the first is in line 6.
        6 | envs: {X: 1, X: 2}
          |              ^
        fix: Keep one of the two."
    `);
  });
  it('duration per accelerator', () => {
    expect(show('invalid/duration-per-accelerator.yaml')).toMatchInlineSnapshot(`
      "duration-per-accelerator.yaml:2:12: No accelerator is called \`A1000\`.
        2 | duration: {A1000: 8h, H100: 3h, A100: fast}
          |            ^^^^^
        fix: Did you mean \`A100\`, \`A10\` or \`A10G\`?

      duration-per-accelerator.yaml:2:39: Expected a duration such as \`8h\`, \`90m\` or \`1h30m\`, found \`fast\`.
        2 | duration: {A1000: 8h, H100: 3h, A100: fast}
          |                                       ^^^^
        fix: Give the unit: \`s\`, \`m\`, \`h\` or \`d\`.

      duration-per-accelerator.yaml:5:1: \`duration\` per accelerator fits no accelerator of this task.
        5 | duration: {A100: 8h}
          | ^^^^^^^^
        fix: Write one duration, such as \`duration: 8h\`, or name \`accelerators\` under \`resources\`."
    `);
  });
  it('empty', () => {
    expect(show('invalid/empty.yaml')).toMatchInlineSnapshot(`
      "empty.yaml:1:1: The file holds no task.
        1 | # nothing but a comment
          | ^
        fix: Start with \`resources:\` and \`run:\`; examples/ has tasks to copy."
    `);
  });
  it('impossible values', () => {
    expect(show('invalid/impossible-values.yaml')).toMatchInlineSnapshot(`
      "impossible-values.yaml:1:12: Expected a whole number of at least 1, found \`0\`.
        1 | num_nodes: 0
          |            ^

      impossible-values.yaml:2:9: An amount of money cannot be negative.
        2 | budget: -$5
          |         ^^^
        fix: Write it as \`$50\`.

      impossible-values.yaml:3:11: The deadline 2026-10-01T00:00Z has passed.
        3 | deadline: 2026-10-01T00:00Z
          |           ^^^^^^^^^^^^^^^^^
        fix: Give a later instant, or a duration such as \`36h\`.

      impossible-values.yaml:4:11: A duration must be longer than 0.
        4 | duration: 0h
          |           ^^

      impossible-values.yaml:5:12: A highest price per hour must be more than $0.
        5 | max_price: 0
          |            ^
        fix: Write it as \`$3.50\`, or leave it out for no limit.

      impossible-values.yaml:6:19: \`cpus\` must be more than 0.
        6 | resources: {cpus: 0, memory: 0, disk_size: 0, ports: 0, autostop: -5}
          |                   ^
        fix: Write \`8\`, or \`8+\` for at least 8.

      impossible-values.yaml:6:30: \`memory\` must be more than 0.
        6 | resources: {cpus: 0, memory: 0, disk_size: 0, ports: 0, autostop: -5}
          |                              ^
        fix: Write GiB: \`16\`, or \`16+\` for at least 16.

      impossible-values.yaml:6:44: A disk must have at least 1 GB.
        6 | resources: {cpus: 0, memory: 0, disk_size: 0, ports: 0, autostop: -5}
          |                                            ^
        fix: Leave \`disk_size\` out for 256 GB.

      impossible-values.yaml:6:54: Expected a port such as \`8080\` or a range such as \`8000-8010\`, from 1 to 65535, found \`0\`.
        6 | resources: {cpus: 0, memory: 0, disk_size: 0, ports: 0, autostop: -5}
          |                                                      ^

      impossible-values.yaml:6:67: Idle minutes cannot be negative.
        6 | resources: {cpus: 0, memory: 0, disk_size: 0, ports: 0, autostop: -5}
          |                                                                   ^^
        fix: Write \`autostop: false\` to turn it off.

      impossible-values.yaml:7:31: A size must be more than 0.
        7 | data: [{source: s3://x, size: 0, region: us-east-1, passes: -1}]
          |                               ^

      impossible-values.yaml:7:61: Expected a number of passes, 0 or more, found \`-1\`.
        7 | data: [{source: s3://x, size: 0, region: us-east-1, passes: -1}]
          |                                                             ^^

      impossible-values.yaml:8:24: A duration must be longer than 0.
        8 | checkpoint: {interval: 0m, size: 0, restart: -1}
          |                        ^^

      impossible-values.yaml:8:34: A size must be more than 0.
        8 | checkpoint: {interval: 0m, size: 0, restart: -1}
          |                                  ^

      impossible-values.yaml:8:46: Expected a duration such as \`10m\` or \`90s\`, found \`-1\`.
        8 | checkpoint: {interval: 0m, size: 0, restart: -1}
          |                                              ^^"
    `);
  });
  it('job group wrong', () => {
    expect(show('invalid/job-group-wrong.yaml')).toMatchInlineSnapshot(`
      "job-group-wrong.yaml:2:1: This key is given twice.
        2 | name: h
          | ^^^^
        fix: Keep one of the two.

      job-group-wrong.yaml:3:12: Expected \`parallel\` or \`serial\`, found \`sideways\`.
        3 | execution: sideways
          |            ^^^^^^^^"
    `);
  });
  it('market conflict', () => {
    expect(show('invalid/market-conflict.yaml')).toMatchInlineSnapshot(`
      "market-conflict.yaml:3:3: \`use_spot: true\` means \`market: spot\`, but the file says \`market: any\`.
        3 |   use_spot: true
          |   ^^^^^^^^
        fix: Remove \`use_spot\`: \`market: any\` takes spot or on-demand, whichever costs less.

      market-conflict.yaml:6:20: \`use_spot: false\` means \`market: on-demand\`, but the file says \`market: any\`.
        6 |     - {infra: gcp, use_spot: false}
          |                    ^^^^^^^^
        fix: Remove \`use_spot\`: \`market: any\` takes spot or on-demand, whichever costs less."
    `);
  });
  it('missing env', () => {
    expect(show('invalid/missing-env.yaml')).toMatchInlineSnapshot(`
      "missing-env.yaml:2:3: \`BUCKET\` has no value.
        2 |   BUCKET:
          |   ^^^^^^
        fix: Give it on the command line: \`--env BUCKET=value\`, or \`--env BUCKET\` to take it from your environment.

      missing-env.yaml:3:3: \`1X\` cannot be the name of an environment variable.
        3 |   1X: a
          |   ^^
        fix: Use letters, digits and \`_\`, and do not start with a digit.

      missing-env.yaml:4:11: The secret \`TOKEN\` has no value here.
        4 | secrets: {TOKEN: }
          |           ^^^^^
        fix: Run \`export TOKEN=…\` first, or give \`--secret TOKEN=value\`."
    `);
  });
  it('not a map', () => {
    expect(show('invalid/not-a-map.yaml')).toMatchInlineSnapshot(`
      "not-a-map.yaml:1:1: This is no task: a task is a map of keys such as \`resources:\` and \`run:\`.
        1 | - run: echo
          | ^^^^^^^^^^^
        fix: Check that each key ends in a colon and a space."
    `);
  });
  it('old fields', () => {
    expect(show('invalid/old-fields.yaml')).toMatchInlineSnapshot(`
      "old-fields.yaml:3:3: \`spot_recovery\` is an old name that SkyPilot no longer takes.
        3 |   spot_recovery: FAILOVER
          |   ^^^^^^^^^^^^^
        fix: Write \`job_recovery: FAILOVER\` or \`job_recovery: EAGER_NEXT_REGION\`.

      old-fields.yaml:4:3: \`spot_policy\` is an old field that SkyPilot no longer takes.
        4 |   spot_policy: SpotHedge
          |   ^^^^^^^^^^^
        fix: Write \`use_spot: true\`, or \`market: any\` at the top level of the file."
    `);
  });
  it('oumi', () => {
    expect(show('invalid/oumi.yaml')).toMatchInlineSnapshot(`
      "oumi.yaml:3:1: \`working_dir\` is a key of Oumi's job files, which are another dialect.
        3 | working_dir: .
          | ^^^^^^^^^^^
        fix: In a SkyPilot task write \`workdir\` for \`working_dir\`, \`file_mounts\` for \`storage_mounts\`, and leave \`user\` out.

      oumi.yaml:4:1: \`storage_mounts\` is a key of Oumi's job files, which are another dialect.
        4 | storage_mounts: {/out: {source: gs://b, store: gcs}}
          | ^^^^^^^^^^^^^^
        fix: In a SkyPilot task write \`workdir\` for \`working_dir\`, \`file_mounts\` for \`storage_mounts\`, and leave \`user\` out.

      oumi.yaml:5:1: \`user\` is a key of Oumi's job files, which are another dialect.
        5 | user: me
          | ^^^^
        fix: In a SkyPilot task write \`workdir\` for \`working_dir\`, \`file_mounts\` for \`storage_mounts\`, and leave \`user\` out."
    `);
  });
  it('place twice', () => {
    expect(show('invalid/place-twice.yaml')).toMatchInlineSnapshot(`
      "place-twice.yaml:3:3: \`cloud\` and \`region\` cannot stand beside \`infra\`.
        3 |   cloud: aws
          |   ^^^^^
        fix: Write all of it as \`infra: aws/region/zone\`.

      place-twice.yaml:6:3: \`ordered\` cannot stand beside \`any_of\`.
        6 |   ordered: [{cpus: 4}]
          |   ^^^^^^^
        fix: Keep one: \`ordered\` tries from first to last, \`any_of\` takes the cheapest."
    `);
  });
  it('pool', () => {
    expect(show('invalid/pool.yaml')).toMatchInlineSnapshot(`
      "pool.yaml:1:1: skyplan runs jobs that end; a \`pool\` of waiting workers is not supported.
        1 | pool: {workers: 2}
          | ^^^^
        fix: Remove \`pool\` and set \`num_nodes\`, or start one job per worker."
    `);
  });
  it('region list', () => {
    expect(show('invalid/region-list.yaml')).toMatchInlineSnapshot(`
      "region-list.yaml:3:11: Expected one region, found a list.
        3 |   region: [us-east-1, us-west-2]
          |           ^^^^^^^^^^^^^^^^^^^^^^
        fix: To allow several, write \`any_of: [{region: …}, {region: …}]\` under \`resources\`."
    `);
  });
  it('second document wrong', () => {
    expect(show('invalid/second-document-wrong.yaml')).toMatchInlineSnapshot(`
      "second-document-wrong.yaml:5:1: Unknown key \`resorces\`.
        5 | resorces: {}
          | ^^^^^^^^
        fix: Did you mean \`resources\`?

      second-document-wrong.yaml:7:1: \`execution\` belongs in a header document of its own.
        7 | execution: sideways
          | ^^^^^^^^^
        fix: Put it and \`name\` before the first task, and \`---\` between them."
    `);
  });
  it('service', () => {
    expect(show('invalid/service.yaml')).toMatchInlineSnapshot(`
      "service.yaml:1:1: skyplan runs jobs that end; a \`service\` (SkyServe) that stays up is not supported.
        1 | service:
          | ^^^^^^^
        fix: Remove \`service\` to plan and run this as a job (its replica then costs what one node of the plan costs), or serve it with \`sky serve up\`."
    `);
  });
  it('several syntax errors', () => {
    expect(show('invalid/several-syntax-errors.yaml')).toMatchInlineSnapshot(`
      "several-syntax-errors.yaml:1:1: Unknown key \`nam\`.
        1 | nam: early
          | ^^^
        fix: Did you mean \`name\`?

      several-syntax-errors.yaml:3:17: This value is followed by a colon, as if it were a key.
        3 |   accelerators: A100
          |                 ^
        fix: Put text that holds \`: \` in quotes; if the next line is a key, indent it like the one above.

      several-syntax-errors.yaml:6:6: Nothing above is anchored as \`&nowhere\`.
        6 |   A: *nowhere
          |      ^^^^^^^^
        fix: Add \`&nowhere\` to the value that is meant, or write the value here.

      several-syntax-errors.yaml:7:6: This value is followed by a colon, as if it were a key.
        7 | run: echo: x
          |      ^
        fix: Put text that holds \`: \` in quotes; if the next line is a key, indent it like the one above.

      several-syntax-errors.yaml:9:1: An open \`[\` or \`{\` is closed too far to the left, or never.
        9 | 
          | ^
        fix: Close it, and indent the closing bracket."
    `);
  });
  it('stray text', () => {
    expect(show('invalid/stray-text.yaml')).toMatchInlineSnapshot(`
      "stray-text.yaml:1:1: This line is no key of a task.
        1 | Here is the task you asked for:
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        fix: Remove stray text, or start its line with \`#\`."
    `);
  });
  it('tab', () => {
    expect(show('invalid/tab.yaml')).toMatchInlineSnapshot(`
      "tab.yaml:2:1: A tab indents this line; YAML allows spaces only.
        2 | 	accelerators: A100
          | ^
        fix: Replace the tab with spaces."
    `);
  });
  it('template', () => {
    expect(show('invalid/template.yaml')).toMatchInlineSnapshot(`
      "template.yaml:1:11: \`{{ name }}\` is a placeholder of a template, not a value.
        1 | name: job-{{ name }}
          |           ^^^^^^^^^^
        fix: Fill the template in first, and plan the result. For values from outside use \`envs\` and \`--env\`.

      template.yaml:3:10: \`{{cloud}}\` is a placeholder of a template, not a value.
        3 |   cloud: {{cloud}}
          |          ^^^^^^^^^
        fix: Fill the template in first, and plan the result. For values from outside use \`envs\` and \`--env\`.

      template.yaml:4:1: \`{% if gpu %}\` is a placeholder of a template, not a value.
        4 | {% if gpu %}
          | ^^^^^^^^^^^^
        fix: Fill the template in first, and plan the result. For values from outside use \`envs\` and \`--env\`.

      template.yaml:6:1: \`{% endif %}\` is a placeholder of a template, not a value.
        6 | {% endif %}
          | ^^^^^^^^^^^
        fix: Fill the template in first, and plan the result. For values from outside use \`envs\` and \`--env\`."
    `);
  });
  it('typos', () => {
    expect(show('invalid/typos.yaml')).toMatchInlineSnapshot(`
      "typos.yaml:1:1: Unknown key \`resorces\`.
        1 | resorces: {}
          | ^^^^^^^^
        fix: Did you mean \`resources\`?

      typos.yaml:3:3: Unknown key \`acelerators\`.
        3 |   acelerators: A100
          |   ^^^^^^^^^^^
        fix: Did you mean \`accelerators\`?

      typos.yaml:4:3: Unknown key \`memroy\`.
        4 |   memroy: 16
          |   ^^^^^^
        fix: Did you mean \`memory\`?

      typos.yaml:5:14: Unknown key \`idle_minuts\`.
        5 |   autostop: {idle_minuts: 5}
          |              ^^^^^^^^^^^
        fix: Did you mean \`idle_minutes\`?

      typos.yaml:6:18: Unknown key \`stratgy\`.
        6 |   job_recovery: {stratgy: FAILOVER}
          |                  ^^^^^^^
        fix: Did you mean \`strategy\`?

      typos.yaml:7:1: Unknown key \`setpu\`.
        7 | setpu: x
          | ^^^^^
        fix: Did you mean \`setup\`?

      typos.yaml:8:1: Unknown key \`zzzzzz\`.
        8 | zzzzzz: 1
          | ^^^^^^
        fix: Remove it, or see docs/task-yaml.md for every key.

      typos.yaml:10:8: Unknown key \`sorce\`.
        10 |   /x: {sorce: s3://b}
           |        ^^^^^
        fix: Did you mean \`source\` or \`store\`?

      typos.yaml:11:19: Unknown key \`branch\`.
        11 | workdir: {url: u, branch: main}
           |                   ^^^^^^
        fix: Known here: url, ref.

      typos.yaml:12:14: Unknown key \`intervall\`.
        12 | checkpoint: {intervall: 5m}
           |              ^^^^^^^^^
        fix: Did you mean \`interval\`?"
    `);
  });
  it('unclosed', () => {
    expect(show('invalid/unclosed.yaml')).toMatchInlineSnapshot(`
      "unclosed.yaml:1:7: This quote is never closed.
        1 | name: "never closed
          |       ^^^^^^^^^^^^^
        fix: Close it, or escape the quotes inside."
    `);
  });
  it('unknown names', () => {
    expect(show('invalid/unknown-names.yaml')).toMatchInlineSnapshot(`
      "unknown-names.yaml:3:14: No cloud is called \`awz\`.
        3 |     - infra: awz/us-east-1
          |              ^^^^^^^^^^^^^
        fix: Did you mean \`aws\`?

      unknown-names.yaml:4:14: aws has no region \`us-esat-1\`.
        4 |     - infra: aws/us-esat-1
          |              ^^^^^^^^^^^^^
        fix: Did you mean \`us-east-1\`, \`us-west-1\` or \`us-east-2\`?

      unknown-names.yaml:5:14: gcp has no region \`us-east-1\`.
        5 |     - infra: gcp/us-east-1
          |              ^^^^^^^^^^^^^
        fix: \`us-east-1\` is a region of aws.

      unknown-names.yaml:7:13: gcp has no zone \`us-central1-x9\` in us-central1.
        7 |       zone: us-central1-x9
          |             ^^^^^^^^^^^^^^
        fix: Did you mean \`us-central1-a\`, \`us-central1-b\` or \`us-central1-c\`?

      unknown-names.yaml:8:22: No accelerator is called \`H10\`.
        8 |     - accelerators: [H10, A1O0:4, nothing-like-it, 7GB]
          |                      ^^^
        fix: Did you mean \`H100\`, \`H100-NVL\` or \`A10\`?

      unknown-names.yaml:8:27: No accelerator is called \`A1O0\`.
        8 |     - accelerators: [H10, A1O0:4, nothing-like-it, 7GB]
          |                           ^^^^^^
        fix: Did you mean \`A10\` or \`A100\`?

      unknown-names.yaml:8:35: No accelerator is called \`nothing-like-it\`.
        8 |     - accelerators: [H10, A1O0:4, nothing-like-it, 7GB]
          |                                   ^^^^^^^^^^^^^^^
        fix: \`skyplan gpus\` lists every name.

      unknown-names.yaml:8:52: No accelerator fits \`7GB\`.
        8 |     - accelerators: [H10, A1O0:4, nothing-like-it, 7GB]
          |                                                    ^^^
        fix: \`skyplan gpus\` lists every accelerator with its memory.

      unknown-names.yaml:9:15: No cloud has a region \`nowhere-7\`.
        9 |     - region: nowhere-7
          |               ^^^^^^^^^
        fix: Leave the region out to let skyplan choose."
    `);
  });
  it('wrong level', () => {
    expect(show('invalid/wrong-level.yaml')).toMatchInlineSnapshot(`
      "wrong-level.yaml:1:1: \`accelerators\` belongs under \`resources\`.
        1 | accelerators: A100:8
          | ^^^^^^^^^^^^
        fix: Write \`resources:\` and below it, indented, \`accelerators: …\`.

      wrong-level.yaml:2:1: \`use_spot\` belongs under \`resources\`.
        2 | use_spot: true
          | ^^^^^^^^
        fix: Write \`resources:\` and below it, indented, \`use_spot: …\`.

      wrong-level.yaml:4:3: \`market\` does not belong under \`resources\`.
        4 |   market: any
          |   ^^^^^^
        fix: Move it to the top level of the file.

      wrong-level.yaml:5:3: \`num_nodes\` does not belong under \`resources\`.
        5 |   num_nodes: 2
          |   ^^^^^^^^^
        fix: Move it to the top level of the file.

      wrong-level.yaml:7:7: \`ordered\` cannot stand inside another list of alternatives.
        7 |     - ordered: []
          |       ^^^^^^^
        fix: Write all alternatives in one list.

      wrong-level.yaml:8:1: Unknown key \`nodes\`.
        8 | nodes: 2
          | ^^^^^
        fix: Write \`num_nodes\`.

      wrong-level.yaml:9:1: Unknown key \`env\`.
        9 | env: {A: 1}
          | ^^^
        fix: Write \`envs\`."
    `);
  });
  it('wrong types', () => {
    expect(show('invalid/wrong-types.yaml')).toMatchInlineSnapshot(`
      "wrong-types.yaml:1:7: Expected text, found a list.
        1 | name: [a]
          |       ^^^

      wrong-types.yaml:2:12: Expected a whole number of at least 1, found \`two\`.
        2 | num_nodes: two
          |            ^^^

      wrong-types.yaml:4:9: Expected a number of vCPUs such as \`8\` or \`8+\`, found \`lots\`.
        4 |   cpus: lots
          |         ^^^^

      wrong-types.yaml:5:11: \`memory\` must be more than 0.
        5 |   memory: -4
          |           ^^
        fix: Write GiB: \`16\`, or \`16+\` for at least 16.

      wrong-types.yaml:6:13: Expected true or false, found \`maybe\`.
        6 |   use_spot: maybe
          |             ^^^^^

      wrong-types.yaml:7:11: Expected a port such as \`8080\` or a range such as \`8000-8010\`, from 1 to 65535, found \`http\`.
        7 |   ports: [http, 70000, 90-80]
          |           ^^^^

      wrong-types.yaml:7:17: Expected a port such as \`8080\` or a range such as \`8000-8010\`, from 1 to 65535, found \`70000\`.
        7 |   ports: [http, 70000, 90-80]
          |                 ^^^^^

      wrong-types.yaml:7:24: Expected a port such as \`8080\` or a range such as \`8000-8010\`, from 1 to 65535, found \`90-80\`.
        7 |   ports: [http, 70000, 90-80]
          |                        ^^^^^

      wrong-types.yaml:8:14: Expected a disk size such as \`256\`, \`512GB\` or \`1TB\`, found \`huge\`.
        8 |   disk_size: huge
          |              ^^^^

      wrong-types.yaml:9:14: Expected one of \`low\`, \`medium\`, \`high\`, \`ultra\`, \`best\`, found \`fast\`.
        9 |   disk_tier: fast
          |              ^^^^
        fix: Write one of \`low\`, \`medium\`, \`high\`, \`ultra\`, \`best\`.

      wrong-types.yaml:10:28: Expected idle minutes such as \`10\`, or \`10m\`, \`2h\`, found \`soon\`.
        10 |   autostop: {idle_minutes: soon}
           |                            ^^^^

      wrong-types.yaml:11:41: Expected a whole number from 0 to 255, found \`300\`.
        11 |   job_recovery: {recover_on_exit_codes: 300}
           |                                         ^^^

      wrong-types.yaml:12:11: Expected a map, found a list.
        12 |   labels: [a]
           |           ^^^

      wrong-types.yaml:13:13: Expected an image id, or a map of one per region, found a list.
        13 |   image_id: [x]
           |             ^^^

      wrong-types.yaml:14:10: \`aws//x\` is not a place.
        14 |   infra: aws//x
           |          ^^^^^^
        fix: Write \`infra: cloud/region/zone\`; region and zone may be left out, \`*\` means any.

      wrong-types.yaml:15:7: Expected a map of names and values, found a list.
        15 | envs: [A]
           |       ^^^
        fix: Write \`envs:\` and below it, indented, \`NAME: value\`.

      wrong-types.yaml:16:14: The value of \`A\` must be text, found a map.
        16 | secrets: {A: {b: c}}
           |              ^^^^^^
        fix: Put JSON or a list in quotes.

      wrong-types.yaml:17:14: Expected a map of paths on the machine, found \`./here\`.
        17 | file_mounts: ./here
           |              ^^^^^^
        fix: Write \`file_mounts:\` and below it, indented, \`/on/machine: ./here\`.

      wrong-types.yaml:18:10: Expected a folder, or a map with \`url\` and \`ref\`, found a list.
        18 | workdir: [x]
           |          ^^^

      wrong-types.yaml:19:8: Expected a script, found a list.
        19 | setup: [a, b]
           |        ^^^^^^
        fix: Write \`setup: |\` and below it, indented, one command per line.

      wrong-types.yaml:20:6: Expected a script, found a map.
        20 | run: {echo: hi}
           |      ^^^^^^^^^^
        fix: Put the command in quotes, or write \`run: |\` and the script below it.

      wrong-types.yaml:21:8: Expected true or false, found \`perhaps\`.
        21 | exact: perhaps
           |        ^^^^^^^

      wrong-types.yaml:22:7: Expected one of \`x86_64\`, \`arm64\`, \`any\`, found \`sparc\`.
        22 | arch: sparc
           |       ^^^^^
        fix: Write one of \`x86_64\`, \`arm64\`, \`any\`."
    `);
  });
  it('alias bomb', () => {
    expect(show('invalid/alias-bomb.yaml')).toMatchInlineSnapshot(`
      "alias-bomb.yaml:4:3: The aliases in this value cannot be resolved.
        4 |   a: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
          |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        fix: Write the value out instead of using \`*alias\`."
    `);
  });
  it('merge not a map', () => {
    expect(show('invalid/merge-not-a-map.yaml')).toMatchInlineSnapshot(`
      "merge-not-a-map.yaml:1:1: Unknown key \`x\`.
        1 | x: &list [1]
          | ^
        fix: Remove it, or see docs/task-yaml.md for every key.

      merge-not-a-map.yaml:3:3: \`<<\` can only take in a map.
        3 |   <<: *list
          |   ^^
        fix: Write \`<<: *name\`, where \`&name\` stands at a map.

      merge-not-a-map.yaml:4:3: \`<<\` can only take in a map.
        4 |   <<: 5
          |   ^^
        fix: Write \`<<: *name\`, where \`&name\` stands at a map.

      merge-not-a-map.yaml:5:8: \`<<\` can only take in a map.
        5 | envs: {<<: no}
          |        ^^
        fix: Write \`<<: *name\`, where \`&name\` stands at a map."
    `);
  });
});

it('tests every file of the corpus', () => {
  const all = ['valid', 'invalid'].flatMap((kind) =>
    readdirSync(new URL(kind, folder)).map((file) => `${kind}/${file}`),
  );
  expect([...tested].sort()).toEqual(all.sort());
});
