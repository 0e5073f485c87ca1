import type { TrainSpec } from '@torchrelay/core/target';

const unknown = { known: false, reason: 'not asked' } as const;
/** A job on a small machine without a GPU. */
export const jobSpec: TrainSpec = {
  name: 'demo',
  id: 'demo-0123456789ab-1',
  digest: 'sha256:0',
  attempt: 1,
  inputPrefix: 'jobs/demo/000001/input/',
  codePrefix: 'code/0/',
  data: {},
  environment: {},
  secrets: {},
  offer: {
    id: 'eastus/Standard_DS3_v2',
    instanceType: 'Standard_DS3_v2',
    region: 'eastus',
    vCpus: 4,
    memoryBytes: 2 ** 34,
    usdPerHour: unknown,
    offeredHere: unknown,
    quotaLeft: unknown,
  },
  ladder: [],
  nodes: 1,
  processesPerNode: 1,
  spot: false,
  maxRunTimeInMs: 1000,
  checkpointPrefix: 'jobs/demo/000001/checkpoints/',
  outputPrefix: 'jobs/demo/000001/output/',
  providerOptions: {},
};
