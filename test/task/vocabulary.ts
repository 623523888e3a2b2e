import type { Vocabulary } from '../../src/task/vocabulary.ts';

/** A small vocabulary of real names, enough for the corpus in test/data/tasks. */
export const vocabulary: Vocabulary = {
  clouds: ['aws', 'gcp', 'azure', 'local'],
  foreignClouds: ['kubernetes', 'ssh', 'slurm', 'lambda', 'runpod', 'nebius', 'oci', 'ibm', 'vast', 'paperspace', 'do', 'cudo', 'fluidstack', 'vsphere', 'scp', 'hyperbolic', 'coreweave', 'primeintellect', 'seeweb', 'shadeform', 'together'],
  regions: {
    aws: ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-northeast-1'],
    gcp: ['us-central1', 'us-west1', 'us-east1', 'us-east5', 'europe-west1', 'europe-west4', 'asia-northeast3'],
    azure: ['eastus', 'eastus2', 'westus2', 'westeurope', 'southcentralus'],
    local: ['local'],
  },
  zones: {
    aws: ['use1-az1', 'use1-az2', 'use1-az4', 'usw2-az1', 'usw2-az2'],
    gcp: ['us-central1-a', 'us-central1-b', 'us-central1-c', 'us-west1-a', 'us-west1-b', 'europe-west4-a', 'asia-northeast3-a'],
    azure: [],
    local: [],
  },
  foreignRegions: { aws: ['us-gov-west-1'] },
  accelerators: ['A100', 'A100-80GB', 'A10G', 'A10', 'H100', 'H100-NVL', 'H200', 'B200', 'L4', 'L40S', 'T4', 'V100', 'V100-32GB', 'K80', 'P100', 'Trainium', 'Inferentia2', 'MI300X'],
  acceleratorAliases: { 'a100-80g': 'A100-80GB', 'rtx pro server 6000': 'RTXPRO6000', 'tpu-v6e-8': 'tpu-v6e-8' },
  foreignAccelerators: { RTX4090: 'RunPod, Vast', GH200: 'Lambda', 'tpu-v6e-8': 'GCP (not priced here)', 'tpu-v5e-8': 'GCP (not priced here)', 'tpu-v2-8': 'GCP', 'tpu-v3-8': 'GCP', 'tpu-v4-8': 'GCP' },
};
