import type { Offer, ServeSpec } from '@torchrelay/core/target';

/** A small deployment that is never made: what a target can say of one before it is. */
export function probeSpec(offer: Offer, need: ServeSpec['need']): ServeSpec {
  const digest = `sha256:${'0'.repeat(64)}`;
  return {
    name: 'doctor',
    digest,
    package: {
      digest,
      artifactDigest: digest,
      prefix: 'packages/doctor/',
      entries: [],
      signature: { inputs: [], outputs: [] },
    },
    engine: { kind: 'triton' },
    environment: {},
    offerRequest: { accelerator: need.accelerator },
    providerOptions: null,
    need,
    offer,
    instances: 1,
    strategy: 'side-by-side',
  };
}
