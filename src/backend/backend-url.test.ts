import { expect, it } from 'vitest';
import { backendUrl } from './backend-url.ts';

const HOME = '/home/ann';

it.each([
  [{}, 'file:///home/ann/.local/share/skyplan/backend'],
  [{ XDG_DATA_HOME: '/data' }, 'file:///data/skyplan/backend'],
  [{ PULUMI_BACKEND_URL: 'file:///srv/state' }, 'file:///srv/state'],
  [{ PULUMI_BACKEND_URL: 'file://~' }, 'file:///home/ann'],
  [{ PULUMI_BACKEND_URL: 'file://~/state' }, 'file:///home/ann/state'],
  [{ SKYPLAN_BACKEND: 'file:///a', PULUMI_BACKEND_URL: 's3://b' }, 'file:///a'],
])('%j', (env, url) => {
  expect(backendUrl({ HOME, ...env })).toBe(url);
});

it('refuses what it cannot read, saying which variable and what to do', () => {
  expect(() => backendUrl({ HOME, PULUMI_BACKEND_URL: 's3://b' })).toThrow(/PULUMI_BACKEND_URL is s3:\/\/b: .* yet/);
  expect(() => backendUrl({ HOME, SKYPLAN_BACKEND: '/srv/state' })).toThrow(/no backend that skyplan knows/);
});
