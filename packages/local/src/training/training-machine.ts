import type { Offer } from '@torchrelay/core/target';

import { findPython } from '../python/find-python.ts';
import { thisMachine } from '../target/local-offer.ts';
import type { LocalSettings } from '../target/local-settings.ts';

/** Any number of nodes: they share the machine, and what is between them is its memory. */
const mostNodes = 64;
const interconnectInGbps = 100;

/** This machine, with the GPUs that its PyTorch can use. */
export async function trainingMachine({ python, device }: LocalSettings): Promise<Offer> {
  const { cudaDevices } = await findPython({ python });
  const offer = thisMachine();
  const fact = { source: 'this machine', asOf: new Date().toISOString() };
  const count = device === 'cpu' ? 0 : cudaDevices.length;
  return {
    ...offer,
    interconnectInGbps,
    quotaLeft: { ...fact, known: true, value: mostNodes },
    ...(count > 0 && { accelerator: { kind: 'GPU', count, memoryBytes: Number.MAX_SAFE_INTEGER } }),
  };
}
