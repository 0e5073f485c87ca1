import type { Model } from '@torchrelay/torchscript';

/** CUDA's context, cuBLAS and the allocator: 1 to 1.5 GiB on an A100. A rule of thumb. */
const contextBytes = 1.5 * 2 ** 30;
/** Activations and fragmentation on top of the weights. A rule of thumb for batch sizes near 1. */
const activationShare = 0.2;

/** Bytes that serving the model takes on one device. An estimate by rules of thumb, rounded up. */
export function servingMemory({ totals }: Model): number {
  return Math.ceil(totals.storageBytes * (1 + activationShare) + contextBytes);
}
