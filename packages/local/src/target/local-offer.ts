import { availableParallelism, totalmem } from 'node:os';

import type { Offer } from '@torchrelay/core/target';

import { thisMachineId } from './local-deployment.ts';

/** This machine, which costs nothing and of which there is one. */
export function thisMachine(now: () => number = Date.now): Offer {
  const fact = { source: 'this machine', asOf: new Date(now()).toISOString() };
  return {
    id: thisMachineId,
    instanceType: thisMachineId,
    region: 'here',
    vCpus: availableParallelism(),
    memoryBytes: totalmem(),
    usdPerHour: { known: true, value: 0, ...fact },
    offeredHere: { known: true, value: true, ...fact },
    quotaLeft: { known: false, reason: 'as many workers as memory has room for' },
  };
}
