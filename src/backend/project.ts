/** All stacks of skyplan are of this one Pulumi project. */
export const project = 'skyplan';

/** The name that every DIY backend takes: its organization is always `organization`. */
export function fullName(stack: string): string {
  return `organization/${project}/${stack}`;
}

/** The parts of a stack's name: `<job>`, `<job>.<n>`, `<job>.store.<cloud>.<region>`. */
export type StackName =
  | { readonly kind: 'job'; readonly job: string }
  | { readonly kind: 'attempt'; readonly job: string; readonly attempt: number }
  | { readonly kind: 'store'; readonly job: string; readonly cloud: string; readonly region: string };

export function parseStackName(name: string): StackName | undefined {
  const [job, second, third, ...rest] = name.split('.');
  if (!job) return undefined;
  if (second === undefined) return { kind: 'job', job };
  if (second === 'store' && third && rest.length > 0)
    return { kind: 'store', job, cloud: third, region: rest.join('.') };
  return third === undefined && /^[1-9]\d*$/.test(second)
    ? { kind: 'attempt', job, attempt: Number(second) }
    : undefined;
}

/** Pulumi.yaml of a work folder: names the plugins that are ours. JSON is YAML. */
export function projectFile(plugins: readonly { readonly name: string; readonly path: string }[]): string {
  return `${JSON.stringify({ name: project, runtime: 'nodejs', plugins: { providers: plugins } })}\n`;
}
