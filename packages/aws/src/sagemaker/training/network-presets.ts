import type { TrainSpec } from '@torchrelay/core/target';

/**
 * What NCCL needs to go through the Elastic Fabric Adapter. _read_: SageMaker's training toolkit, which sets it for
 * `ml.p4d` and `ml.p4de`; later types need nothing, and one node alone is slower with it.
 */
const elasticFabric: Readonly<Record<string, string>> = {
  FI_PROVIDER: 'efa',
  FI_EFA_USE_DEVICE_RDMA: '1',
  RDMAV_FORK_SAFE: '1',
  NCCL_PROTO: 'simple',
};

/** Variables of the container, which the job's own environment overrides. */
export function networkPresets({
  offer,
  nodes,
}: Pick<TrainSpec, 'offer' | 'nodes'>): Readonly<Record<string, string>> {
  return nodes > 1 && /^ml\.p4de?\./.test(offer.instanceType) ? elasticFabric : {};
}
