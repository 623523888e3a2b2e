import { type RawRow, rawNumber } from './raw-csv.ts';

/** Memory of one accelerator in GiB (of one chip for TPUs), and other spellings that people use. Compared in lower case. */
export interface AcceleratorFact {
  readonly name: string;
  readonly memoryGiB: number;
  readonly aliases: readonly string[];
}

export const acceleratorFacts: readonly AcceleratorFact[] = [
  { name: 'A10', memoryGiB: 24, aliases: [] },
  { name: 'A100', memoryGiB: 40, aliases: ['a100-40gb', 'a100-sxm', 'a100-sxm4', 'a100-pcie', 'nvidia-tesla-a100'] },
  {
    name: 'A100-80GB',
    memoryGiB: 80,
    aliases: ['a100-80g', 'a100-80', 'a100-80gb-sxm', 'a100-sxm-80gb', 'a100-80gb-pcie', 'nvidia-a100-80gb'],
  },
  { name: 'A10G', memoryGiB: 24, aliases: [] },
  { name: 'A6000', memoryGiB: 48, aliases: ['rtxa6000', 'rtx-a6000', 'rtx a6000'] },
  { name: 'AI100', memoryGiB: 16, aliases: ['qualcomm-ai100'] },
  { name: 'B200', memoryGiB: 180, aliases: ['nvidia-b200'] },
  { name: 'B300', memoryGiB: 270, aliases: ['nvidia-b300'] },
  { name: 'GB200', memoryGiB: 186, aliases: ['nvidia-gb200'] },
  { name: 'GH200', memoryGiB: 96, aliases: [] },
  { name: 'H100', memoryGiB: 80, aliases: ['h100-80gb', 'h100-sxm', 'h100-sxm5', 'nvidia-h100-80gb'] },
  { name: 'H100-MEGA', memoryGiB: 80, aliases: ['h100-mega-80gb', 'nvidia-h100-mega-80gb'] },
  { name: 'H100-NVL', memoryGiB: 94, aliases: ['h100nvl'] },
  { name: 'H100-PCIE', memoryGiB: 80, aliases: ['h100-pcie-80gb'] },
  { name: 'H200', memoryGiB: 141, aliases: ['h200-sxm', 'nvidia-h200-141gb'] },
  { name: 'Inferentia', memoryGiB: 8, aliases: ['inf1'] },
  { name: 'Inferentia2', memoryGiB: 32, aliases: ['inf2'] },
  { name: 'L4', memoryGiB: 24, aliases: ['nvidia-l4'] },
  { name: 'L40S', memoryGiB: 48, aliases: [] },
  { name: 'M60', memoryGiB: 8, aliases: ['tesla-m60'] },
  { name: 'MI25', memoryGiB: 16, aliases: ['radeon mi25', 'radeon-mi25'] },
  { name: 'MI300X', memoryGiB: 192, aliases: [] },
  { name: 'P100', memoryGiB: 16, aliases: ['tesla-p100', 'nvidia-tesla-p100'] },
  { name: 'P4', memoryGiB: 8, aliases: ['tesla-p4', 'nvidia-tesla-p4'] },
  { name: 'RTX6000', memoryGiB: 24, aliases: ['quadro-rtx-6000'] },
  { name: 'RTXPRO4500', memoryGiB: 32, aliases: ['rtx-pro-4500', 'rtx pro 4500'] },
  {
    name: 'RTXPRO6000',
    memoryGiB: 96,
    aliases: ['rtx pro server 6000', 'rtx-pro-server-6000', 'rtx-pro-6000', 'rtx pro 6000', 'nvidia-rtx-pro-6000'],
  },
  { name: 'T4', memoryGiB: 16, aliases: ['tesla-t4', 'nvidia-tesla-t4'] },
  { name: 'T4G', memoryGiB: 16, aliases: [] },
  { name: 'Trainium', memoryGiB: 32, aliases: ['trainium1', 'trn1'] },
  { name: 'Trainium2', memoryGiB: 96, aliases: ['trn2'] },
  { name: 'V100', memoryGiB: 16, aliases: ['v100-16gb', 'tesla-v100', 'nvidia-tesla-v100'] },
  { name: 'V100-32GB', memoryGiB: 32, aliases: ['v100-32g'] },
  { name: 'V520', memoryGiB: 8, aliases: ['radeon pro v520', 'radeon-pro-v520'] },
  { name: 'V620', memoryGiB: 32, aliases: ['radeon pro v620', 'radeon-pro-v620'] },
  { name: 'V710', memoryGiB: 28, aliases: ['radeon pro v710', 'radeon-pro-v710'] },
];

/** Accelerators that SkyPilot knows and no cloud of this catalog has: who has them (vast: its price list of 2026-05; the others recalled, not checked). */
export const foreignAccelerators: Readonly<Record<string, string>> = {
  A40: 'runpod, vast',
  A4000: 'paperspace, runpod, vast',
  A5000: 'paperspace, runpod, vast',
  A30: 'runpod',
  'Gaudi HL-205': 'no cloud of the catalog any more (was AWS dl1)',
  K80: 'no cloud any more (AWS p2, Azure NC and GCP have ended it)',
  L40: 'runpod, vast, cudo',
  P4000: 'paperspace',
  P5000: 'paperspace',
  P6000: 'paperspace',
  M4000: 'paperspace',
  RTX2000: 'runpod',
  'RTX2000-Ada': 'runpod',
  RTX3060: 'vast',
  RTX3070: 'runpod, vast',
  RTX3080: 'runpod, vast',
  'RTX3080-Ti': 'runpod, vast',
  RTX3090: 'runpod, vast',
  'RTX3090-Ti': 'runpod, vast',
  RTX4000: 'paperspace',
  'RTX4000-Ada': 'runpod, digitalocean',
  RTX4060: 'vast',
  RTX4070: 'vast',
  RTX4080: 'runpod, vast',
  RTX4090: 'runpod, vast',
  RTX5000: 'paperspace',
  RTX5070: 'vast',
  RTX5080: 'runpod, vast',
  RTX5090: 'runpod, vast',
  'RTX5880-Ada': 'vast',
  'RTX6000-Ada': 'runpod, vast, digitalocean',
  RTXPRO6000WS: 'vast',
  MI325X: 'no cloud of the catalog',
};

const AWS_GPU: Readonly<Record<string, string>> = {
  a10g: 'A10G',
  b200: 'B200',
  b300: 'B300',
  h100: 'H100',
  h200: 'H200',
  l4: 'L4',
  l40s: 'L40S',
  'radeon-pro-v520': 'V520',
  'rtx-pro-4500': 'RTXPRO4500',
  'rtx-pro-server-6000': 'RTXPRO6000',
  t4: 'T4',
  t4g: 'T4G',
  inferentia: 'Inferentia',
  inferentia2: 'Inferentia2',
  trainium: 'Trainium',
  trainium2: 'Trainium2',
  'qualcomm-ai100': 'AI100',
};

/** GPU memory of a whole L4 in AWS's figures; g6f and gr6f report 0 GPUs and a part of it. */
const WHOLE_L4_MIB = 22_888;

/** The accelerator of a row of AWS's instance type table, by catalog name; a fraction where the type has a part of a GPU. */
export function acceleratorFromAws(row: RawRow): { name: string; count: number } | null {
  const raw = row.GpuName || row.AcceleratorName;
  if (!raw) return null;
  const memoryMiB = rawNumber(row.GpuMemoryMiB) ?? 0;
  const big = memoryMiB > 40_960;
  const name =
    raw === 'a100'
      ? big
        ? 'A100-80GB'
        : 'A100'
      : raw === 'v100'
        ? memoryMiB > 16_384
          ? 'V100-32GB'
          : 'V100'
        : AWS_GPU[raw];
  if (!name) throw new Error(`unknown accelerator in AWS's instance types: ${raw}`);
  const count = rawNumber(row.GpuName ? row.GpuCount : row.AcceleratorCount) ?? 0;
  return { name, count: count > 0 ? count : Math.round((memoryMiB / WHOLE_L4_MIB) * 8) / 8 };
}

/** `1/8 of an L4` for 0.125 of an L4. */
export function fractionNote(count: number, accelerator: string): string {
  const article = /^[AFHILMNORSX]/.test(accelerator) ? 'an' : 'a';
  return `1/${Math.round(1 / count)} of ${article} ${accelerator}`;
}
