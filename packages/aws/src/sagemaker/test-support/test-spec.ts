import { digestOf } from '@torchrelay/core/target-utils';
import type { Deployment, Offer, ServeSpec, Step } from '@torchrelay/core/target';

import { configNameOf, modelNameOf } from '../names.ts';
import type { NativeEndpoint, SagemakerNative } from '../native.ts';
import type { OurTags } from '../tags.ts';

const storeLocation = 's3://packages';

export function testOffer(instanceType = 'ml.g5.xlarge', hasGpu = true): Offer {
  const unknown = { known: false, reason: 'not asked' } as const;
  return {
    id: `us-east-1/${instanceType}`,
    instanceType,
    region: 'us-east-1',
    ...(hasGpu && { accelerator: { kind: 'A10G', count: 1, memoryBytes: 24e9 } }),
    vCpus: 4,
    memoryBytes: 16e9,
    usdPerHour: unknown,
    offeredHere: unknown,
    quotaLeft: unknown,
  };
}

/** A release; other texts are other releases. */
export function testSpec(model = 'one', more: Partial<ServeSpec> = {}): ServeSpec {
  return {
    name: 'demo',
    digest: digestOf({ spec: model }),
    package: {
      digest: digestOf({ package: model }),
      artifactDigest: digestOf({ artifact: model }),
      prefix: `packages/${model}/`,
      entries: [{ path: 'model/1/model.pt', size: 1000, sha256: '0'.repeat(64) }],
      signature: { inputs: [], outputs: [] },
    },
    engine: { kind: 'triton' },
    environment: {},
    offerRequest: { accelerator: 'default' },
    providerOptions: {},
    need: { purpose: 'serving', accelerator: 'default', memoryBytes: 1, nodes: 1 },
    offer: testOffer(),
    instances: 1,
    strategy: 'side-by-side',
    ...more,
  };
}

/** An endpoint on which a release serves, as it is observed. */
export function liveDeployment(
  spec: ServeSpec,
  {
    endpoint = {},
    tags = {},
    ...more
  }: Partial<Omit<SagemakerNative, 'endpoint'>> & {
    readonly endpoint?: Partial<NativeEndpoint>;
    /** On its parts, beside those that all have. */
    readonly tags?: Partial<OurTags>;
  } = {},
): Deployment {
  const native: SagemakerNative = {
    endpoint: { ...endpointOf(spec), ...endpoint },
    configs: [{ name: configNameOf(spec), arn: 'arn:config', tags: { ...tagsOf(spec), ...tags } }],
    models: [{ name: modelNameOf(spec), arn: 'arn:model', tags: { ...tagsOf(spec), ...tags } }],
    alarms: [],
    ...more,
  };
  return {
    name: spec.name,
    scope: '123456789012/us-east-1',
    state: 'ready',
    resources: [],
    storeLocation,
    address: null,
    native,
  };
}

function endpointOf(spec: ServeSpec): NativeEndpoint {
  return {
    arn: 'arn:endpoint',
    status: 'InService',
    configName: configNameOf(spec),
    instances: spec.instances,
    failureReason: null,
    createdAt: null,
    poolTypes: [],
    stage: null,
    pendingConfig: null,
  };
}

function tagsOf({ name, digest, package: packaged, offer }: ServeSpec): OurTags {
  return { name, spec: digest, package: packaged.digest, offer: offer.id, store: storeLocation };
}

/** `create model demo-…`: what steps do, without the digests in names. */
export function inShort(steps: readonly Step[]): readonly string[] {
  return steps.map(({ action, kind, target }) =>
    `${action} ${kind} ${target}`.replaceAll(/-[0-9a-f]{12}(?:-[0-9a-f]{6})?/g, ''),
  );
}
