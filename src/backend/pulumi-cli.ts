/** A Pulumi CLI that skyplan may use. */
export interface PulumiCli {
  readonly path: string;
  readonly version: string;
  /** Which way it was found, in words for the user. */
  readonly origin: string;
  /** The other ways, and why each was passed over. */
  readonly passedOver: readonly string[];
}
