import { secret } from '@pulumi/pulumi';

/** What a job stack holds: no resource, only what outlives an attempt. Secrets are encrypted by the stack's passphrase. */
export function jobProgram(job: {
  readonly taskText: string;
  readonly summary: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
}): () => Promise<Record<string, unknown>> {
  const { taskText, summary, secrets } = job;
  return async () => ({
    ...summary,
    task: taskText,
    ...(Object.keys(secrets).length > 0 ? { secrets: secret(secrets) } : {}),
  });
}
