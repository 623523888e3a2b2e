import { output, runtime } from '@pulumi/pulumi';
import { expect, it } from 'vitest';
import type { Target } from '../../src/provider/target.ts';
import { localOfferings } from './offerings.ts';
import { attemptProgram } from './program.ts';
import { storeProgram } from './store.ts';
import { aim, aimStore } from './target.ts';

const made: { type: string; name: string; inputs: Record<string, unknown> }[] = [];
runtime.setMocks({
  call: () => ({}),
  newResource: ({ type, name, inputs }) => {
    made.push({ type, name, inputs });
    return { id: String(inputs.folder), state: inputs };
  },
});

const world = { backendUrl: 'file:///srv/backend', owner: 'me' };
const tags = { 'skyplan:owner': 'me', 'skyplan:job': 'demo-aaaabbbb' };

/** What the stack's outputs would be, with every promise inside resolved. */
function resolved(outputs: Record<string, unknown>): Promise<unknown> {
  return new Promise((resolve) => output(outputs).apply(resolve));
}

it('is one host per node, each with its own folder and the tags', async () => {
  const [offering] = localOfferings({});
  if (!offering) throw new Error('no offering');
  const base: Target = {
    job: 'demo-aaaabbbb',
    attempt: 3,
    stackName: 'demo-aaaabbbb.3',
    offering,
    nodes: 2,
    diskGiB: 10,
    diskTier: 'medium',
    ports: [],
    tags,
    stopAt: '2026-11-25T00:00:00Z',
    bootstrap: 'true',
    extra: {},
  };
  const outputs = await resolved(await attemptProgram(aim(base, world))());
  const folder = (rank: number) => `/srv/backend/local-cloud/hosts/demo-aaaabbbb.3.${rank}`;
  const machine = (rank: number) => ({
    id: folder(rank),
    name: `demo-aaaabbbb.3.${rank}`,
    rank,
    reach: { kind: 'folder', path: folder(rank) },
  });
  expect(outputs).toEqual({ machines: [machine(0), machine(1)] });
  expect(made.map(({ type, name }) => `${type} ${name}`)).toEqual([
    'skyplan:index:LocalHost host-0',
    'skyplan:index:LocalHost host-1',
  ]);
  expect(made[1]?.inputs).toMatchObject({
    attempt: 3,
    rank: 1,
    owner: 'me',
    market: 'on-demand',
    bootstrap: 'true',
    tags,
  });
});

it('has a store that all attempts of a job share', async () => {
  const stackName = 'demo-aaaabbbb.store.local.here';
  const base = { job: 'demo-aaaabbbb', cloud: 'local', region: 'here', stackName, tags, extra: {} };
  const outputs = await resolved(await storeProgram(aimStore(base, world))());
  expect(outputs).toEqual({ uri: 'file:///srv/backend/local-cloud/stores/demo-aaaabbbb' });
});
