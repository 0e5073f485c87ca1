import { digestOf, shortDigest } from '@torchrelay/core/target-utils';
import type { TrainSpec } from '@torchrelay/core/target';

import { testOffer } from './test-spec.ts';

/** One attempt of a job; nothing of it is in any store. */
export function testJob(more: Partial<TrainSpec> = {}): TrainSpec {
  const digest = digestOf({ job: 'one' });
  return {
    name: 'demo',
    id: `demo-${shortDigest(digest)}-1`,
    digest,
    attempt: 1,
    inputPrefix: 'jobs/demo/000001/input/',
    codePrefix: 'code/abc/',
    data: {},
    environment: {},
    secrets: {},
    offer: testOffer('Standard_DS3_v2'),
    ladder: [],
    nodes: 1,
    processesPerNode: 1,
    spot: false,
    maxRunTimeInMs: 3_600_000,
    checkpointPrefix: 'jobs/demo/000001/checkpoints/',
    outputPrefix: 'jobs/demo/000001/output/',
    providerOptions: {},
    ...more,
  };
}
