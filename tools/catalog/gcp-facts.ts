/** Machine types that have their GPUs built in: type name → accelerator and count. */
export const builtInGpus: readonly {
  readonly type: RegExp;
  readonly accelerator: string;
  readonly count: (match: RegExpExecArray) => number;
  /** False: only spot, flex-start or reserved; what the SKU list calls on-demand is another product. */
  readonly onDemand: boolean;
}[] = [
  { type: /^g2-standard-(4|8|12|16|32)$/, accelerator: 'L4', count: () => 1, onDemand: true },
  { type: /^g2-standard-(24|48|96)$/, accelerator: 'L4', count: (m) => Number(m[1]) / 12, onDemand: true },
  { type: /^a2-(?:highgpu|megagpu)-(\d+)g$/, accelerator: 'A100', count: (m) => Number(m[1]), onDemand: true },
  { type: /^a2-ultragpu-(\d+)g$/, accelerator: 'A100-80GB', count: (m) => Number(m[1]), onDemand: true },
  { type: /^a3-highgpu-(1|2|4)g$/, accelerator: 'H100', count: (m) => Number(m[1]), onDemand: false },
  { type: /^a3-highgpu-8g$/, accelerator: 'H100', count: () => 8, onDemand: true },
  { type: /^a3-edgegpu-8g$/, accelerator: 'H100', count: () => 8, onDemand: true },
  { type: /^a3-megagpu-8g$/, accelerator: 'H100-MEGA', count: () => 8, onDemand: true },
  { type: /^a3-ultragpu-8g$/, accelerator: 'H200', count: () => 8, onDemand: false },
  { type: /^a4-highgpu-8g$/, accelerator: 'B200', count: () => 8, onDemand: false },
];

/** GPUs that attach to N1 hosts: by count, the largest host in vCPUs and GiB. */
export const n1Gpus: Readonly<Record<string, Readonly<Record<number, readonly [vcpus: number, memoryGiB: number]>>>> = {
  T4: { 1: [48, 312], 2: [48, 312], 4: [96, 624] },
  P4: { 1: [24, 156], 2: [48, 312], 4: [96, 624] },
  V100: { 1: [12, 78], 2: [24, 156], 4: [48, 312], 8: [96, 624] },
  P100: { 1: [16, 104], 2: [32, 208], 4: [96, 624] },
};

/** General-purpose N1 types; shared-core, megamem and ultramem take no GPU. */
export const N1_HOST = /^n1-(standard|highmem|highcpu)-\d+$/;

/** Machine types that Google keeps for the hosts of TPU nodes. */
export const TPU_HOST = /-tpu$/;
/** The same machine at the same price without its local SSDs. */
export const WITHOUT_LOCAL_SSD = /-nolssd$/;
export const GCP_BURSTABLE = /^(e2-(micro|small|medium)|f1-micro|g1-small)$/;
/** Billed for a part of their two vCPUs; the source prices both in full, up to 5.5 times Google's own price. */
export const E2_SHARED_CORE = /^e2-(micro|small|medium)$/;
export const GCP_ARM = /^(t2a|c4a|n4a)-/;

/**
 * One host of a TPU slice: chips, vCPUs, GiB (recalled from Google's TPU documentation, not checked: machine types ct5lp, ct5p, ct6e;
 * TPU VM sizes of v2, v3 and v4). v2 to v5p are named by cores, two a chip; v5litepod and v6e by chips.
 */
export function tpuHost(name: string): { memoryGiB: number; vcpus: number; hosts: number } {
  const [, generation = '', size = '0'] = /^tpu-(.+)-(\d+)$/.exec(name) ?? [];
  const units = Number(size);
  switch (generation) {
    case 'v2':
    case 'v3':
      return { vcpus: 96, memoryGiB: generation === 'v2' ? 334 : 340, hosts: Math.max(1, units / 8) };
    case 'v4':
      return { vcpus: 240, memoryGiB: 407, hosts: Math.max(1, units / 8) };
    case 'v5p':
      return { vcpus: 208, memoryGiB: 448, hosts: Math.max(1, units / 8) };
    case 'v5litepod':
      return tpuLiteHost(units, { 1: [24, 48], 4: [112, 192], 8: [224, 384] });
    case 'v6e':
      return tpuLiteHost(units, { 1: [44, 176], 4: [180, 720], 8: [180, 1440] });
    default:
      throw new Error(`unknown TPU: ${name}`);
  }
}

function tpuLiteHost(chips: number, sizes: Readonly<Record<number, readonly [number, number]>>) {
  const [vcpus, memoryGiB] = sizes[chips] ?? sizes[4] ?? [0, 0];
  return { vcpus, memoryGiB, hosts: sizes[chips] ? 1 : chips / 4 };
}
