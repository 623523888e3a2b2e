/** The names that a task may use, so that a typo is reported with its place. Comes from the catalog, as data. */
export interface Vocabulary {
  /** Every cloud that the catalog ranks, `local` among them. */
  readonly clouds: readonly string[];
  /** Clouds that SkyPilot knows and we do not: no mistake, only not to be had here. */
  readonly foreignClouds: readonly string[];
  /** Region names by cloud. */
  readonly regions: Readonly<Record<string, readonly string[]>>;
  /** Zone names by cloud. */
  readonly zones: Readonly<Record<string, readonly string[]>>;
  /** Regions by cloud that exist, but that the catalog has no price for: no mistake either. */
  readonly foreignRegions?: Readonly<Record<string, readonly string[]>>;
  /** Catalog names. */
  readonly accelerators: readonly string[];
  /** Lower-case spelling → catalog name (`a100-80gb`, `rtx pro server 6000`, `tpu-v6e-8`, …). */
  readonly acceleratorAliases: Readonly<Record<string, string>>;
  /** GiB of one accelerator by catalog name, for requests by memory (`80GB+`); a name without an entry is never meant by one. */
  readonly acceleratorMemoryGiB?: Readonly<Record<string, number>>;
  /** Lower-case maker by catalog name (`nvidia`, `amd`, …), for `nvidia:80GB+:8`. */
  readonly acceleratorMakers?: Readonly<Record<string, string>>;
  /** Accelerators that SkyPilot knows and our catalog lacks, with who has them. */
  readonly foreignAccelerators: Readonly<Record<string, string>>;
}
