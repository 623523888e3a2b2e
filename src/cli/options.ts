/** What commander hands to the commands. Repeatable options are lists; absent ones are undefined. */

export interface SelectionOptions {
  readonly json?: boolean;
  readonly cloud?: readonly string[];
  readonly region?: readonly string[];
  readonly spot?: boolean;
  readonly onDemand?: boolean;
  readonly any?: boolean;
  readonly exact?: boolean;
  readonly budget?: string;
  readonly maxPrice?: string;
  readonly duration?: string;
  readonly egressUsed?: readonly string[];
  readonly env?: readonly string[];
  readonly secret?: readonly string[];
}

export interface PlanOptions extends SelectionOptions {
  readonly json?: boolean;
  readonly top?: number;
  readonly all?: boolean;
  readonly out?: string;
}

export interface UpOptions extends SelectionOptions {
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly name?: string;
  readonly detach?: boolean;
  readonly plan?: string;
  readonly verbose?: boolean;
}

export interface StatusOptions {
  readonly json?: boolean;
}

export interface LogsOptions {
  readonly json?: boolean;
  readonly follow?: boolean;
}

export interface DownOptions {
  readonly json?: boolean;
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly purge?: boolean;
  readonly verbose?: boolean;
}

export interface PullOptions {
  readonly json?: boolean;
  readonly to?: string;
}

export interface CostOptions {
  readonly json?: boolean;
}

export interface GpusOptions {
  readonly json?: boolean;
  readonly all?: boolean;
  readonly cloud?: readonly string[];
  readonly region?: readonly string[];
  readonly spot?: boolean;
  readonly onDemand?: boolean;
  readonly top?: number;
}

export interface CatalogInfoOptions {
  readonly json?: boolean;
}
