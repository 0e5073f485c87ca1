import { TorchrelayError } from '@torchrelay/core';
import type { Deployment } from '@torchrelay/core/target';

/** In a list: beside what we left under a name there may be an endpoint of somebody else's by now. */
export async function ifOurs(
  observed: Promise<Deployment | undefined>,
): Promise<Deployment | undefined> {
  try {
    return await observed;
  } catch (error) {
    if (TorchrelayError.isInstance(error) && error.code === 'NAME_TAKEN') return undefined;
    throw error;
  }
}
