/** What the run (or the caller) has learned that bears on a ranking; `rank` is called again with it after a failure. */
export interface Conditions {
  /** The instant of the ranking, ISO 8601 UTC. */
  readonly now: string;
  /** Internet egress already used this month, GB, by cloud: it eats the free tier and the first tiers. */
  readonly egressUsedGB: Readonly<Record<string, number>>;
  /** Spent so far, USD. */
  readonly spentUsd: number;
  /** Hours of work already done and checkpointed. */
  readonly hoursDone: number;
  /** Offerings that stay out until an instant. */
  readonly out: readonly OutUntil[];
}

/** `offering` matches by prefix of an offering's id: `aws/us-east-1/use1-az4/p4d.24xlarge/spot`, or `aws/us-east-1/`. */
export interface OutUntil {
  readonly offering: string;
  readonly until: string;
  readonly reason: string;
}

export function freshConditions(now: string): Conditions {
  return { now, egressUsedGB: {}, spentUsd: 0, hoursDone: 0, out: [] };
}
