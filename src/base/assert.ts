/** Crashes on a broken invariant: a bug of ours, never the user's mistake and never the world's refusal. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`skyplan bug: ${message}`);
}

/** Ends a `switch` over a union: a new member without its own case is a compile error here. */
export function never(value: never): never {
  throw new Error(`skyplan bug: unhandled case ${JSON.stringify(value)}`);
}
