import type { Provider } from '../src/provider/provider.ts';

/** Every cloud that skyplan can launch. The one place that names them all; a cloud is loaded when it is asked for. */
export const clouds = {
  local: async () => (await import('./local/index.ts')).provider,
} as const satisfies Readonly<Record<string, () => Promise<Provider>>>;

/** undefined: no such cloud here. */
export async function providerOf(cloud: string): Promise<Provider | undefined> {
  return Object.hasOwn(clouds, cloud) ? clouds[cloud as keyof typeof clouds]() : undefined;
}
