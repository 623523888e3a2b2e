/** Why a cloud refused to launch a target: a value that the policy handles, made only by a cloud's `failures.ts`. */
export interface LaunchFailure {
  readonly kind: 'no-capacity' | 'no-quota' | 'not-permitted' | 'throttled' | 'bad-request' | 'unknown';
  /** What else it speaks of: one offering, a zone, a region, a class of types, a market, the whole cloud; `fatal` ends the job. */
  readonly scope: 'offering' | 'zone' | 'region' | 'class' | 'market' | 'cloud' | 'fatal';
  readonly holdSeconds: number;
  /** The cloud's own words, first line first. */
  readonly message: string;
  /** How the user may mend it. */
  readonly hint?: string;
}
