import { digestOf } from '@torchrelay/core/target-utils';
import type { Deployment, Offer, ServeSpec } from '@torchrelay/core/target';

import { deploymentNameOf, modelVersionOf } from '../names.ts';
import type { AzureMlNative, NativeDeployment, NativeEndpoint, NativeModel } from '../native.ts';
import { deployment } from '../observe/observe-serving.ts';

const storeLocation = 'https://a.blob.core.windows.net/c/torchrelay/';

export function testOffer(instanceType = 'Standard_NC24ads_A100_v4'): Offer {
  const unknown = { known: false, reason: 'not asked' } as const;
  return {
    id: `eastus/${instanceType}`,
    instanceType,
    region: 'eastus',
    vCpus: 24,
    memoryBytes: 220 * 2 ** 30,
    usdPerHour: unknown,
    offeredHere: unknown,
    quotaLeft: unknown,
  };
}

/** A release; other texts are other releases. */
export function testSpec(model = 'one', more: Partial<ServeSpec> = {}): ServeSpec {
  const packageDigest = digestOf({ package: model });
  return {
    name: 'demo',
    digest: digestOf({ spec: model }),
    package: {
      digest: packageDigest,
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

export function liveEndpoint(more: Partial<NativeEndpoint> = {}): NativeEndpoint {
  return {
    id: '/…/onlineEndpoints/demo',
    state: 'Succeeded',
    authMode: 'Key',
    scoringUri: 'https://demo.eastus.inference.ml.azure.com/score',
    traffic: {},
    mirrorTraffic: {},
    publicNetworkAccess: 'Enabled',
    identities: [],
    tags: {},
    createdAt: null,
    ...more,
  };
}

function tagsOf(spec: ServeSpec): NativeDeployment['tags'] {
  const { name, digest, package: packaged, offer } = spec;
  return { name, store: storeLocation, spec: digest, package: packaged.digest, offer: offer.id };
}

export function liveDeployment(
  spec: ServeSpec,
  more: Partial<NativeDeployment> = {},
): NativeDeployment {
  const name = deploymentNameOf(spec);
  const { instances } = spec;
  const made = { id: `/…/${name}`, name, state: 'Succeeded', instances, createdAt: 0 };
  return { ...made, tags: tagsOf(spec), ...more };
}

export function liveModel(spec: ServeSpec): NativeModel {
  const version = modelVersionOf(spec);
  return { id: `/…/${version}`, version, tags: tagsOf(spec) };
}

/** A release that has all the traffic, and nothing else. */
export function servingRelease(spec: ServeSpec): AzureMlNative {
  return {
    endpoint: liveEndpoint({ traffic: { [deploymentNameOf(spec)]: 100 } }),
    deployments: [liveDeployment(spec)],
    others: [],
    autoscaling: [],
    models: [liveModel(spec)],
  };
}

type Observed = Omit<AzureMlNative, 'others' | 'autoscaling'> & Partial<AzureMlNative>;

/** @param native without what others have put on the endpoint, and without rules, where there are none */
export function observed(native: Observed): Deployment {
  return deployment({
    name: 'demo',
    scope: 'sub/research/vision',
    storeLocation,
    native: { others: [], autoscaling: [], ...native },
  });
}
