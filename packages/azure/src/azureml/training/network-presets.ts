import type { TrainSpec } from '@torchrelay/core/target';

/**
 * What NCCL and UCX need to find the InfiniBand of the machines with eight A100, and the way beside it. _read_:
 * Microsoft's azureml-examples (the NCCL test, BLOOM) and its page on the curated image, which has the map of the machine.
 */
const infiniBand: Readonly<Record<string, string>> = {
  CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
  NCCL_SOCKET_IFNAME: 'eth0',
  NCCL_IB_PCI_RELAXED_ORDERING: '1',
  NCCL_TOPO_FILE: '/opt/microsoft/ndv4-topo.xml',
  UCX_TLS: 'tcp',
  UCX_NET_DEVICES: 'eth0',
};

/** Variables of the container, which the job's own environment overrides. */
export function networkPresets({
  offer,
  nodes,
}: Pick<TrainSpec, 'offer' | 'nodes'>): Readonly<Record<string, string>> {
  const isNdA100 = /^Standard_ND96a(?:sr|msr_A100)_v4$/i.test(offer.instanceType);
  return nodes > 1 && isNdA100 ? infiniBand : {};
}
