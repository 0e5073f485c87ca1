import { decodeRequest } from '../open-inference/decode-request.ts';
import { joinChunks } from '../open-inference/encode-body.ts';
import { encodeResponse } from '../open-inference/encode-response.ts';
import type { StepCall } from '../target/call.ts';
import type { Json } from '../target/json.ts';
import type { Offer } from '../target/offer.ts';
import type { ExampleTensor } from '../target/rehearsal.ts';
import type {
  Deployment,
  InvokeRequest,
  InvokeResponse,
  ServedRelease,
  ServeSpec,
  Serving,
} from '../target/serving.ts';
import type { Step, StepAction, StepResult } from '../target/step.ts';
import type { Target } from '../target/target.ts';
import { testOffer } from './test-offer.ts';
import { type TestStore, testStore } from './test-store.ts';

/** A platform with one endpoint per name, changed in place and at once, and what tests may do to it. */
export interface TestCloud {
  readonly store: TestStore;
  readonly endpoints: Map<string, ServedRelease>;
  /** When the platform ends an endpoint, by name. */
  readonly ends: Map<string, number>;
  readonly offers: Offer[];
  readonly steps: { readonly id: string; readonly call: StepCall }[];
  /** Answers a step instead of the platform, or throws; `undefined` lets the platform do it. */
  onStep: (step: Step, call: StepCall) => StepResult | undefined | Promise<StepResult | undefined>;
  onObserve: (name: string) => void | Promise<void>;
  onOffers: Serving['doOffers'];
  /** What the model gives for its inputs. */
  answer: (inputs: readonly ExampleTensor[]) => readonly ExampleTensor[] | InvokeResponse;
  readonly invoked: InvokeRequest[];
  storeLocation: string;
  /** Further instances while a change of what serves is carried out. */
  extraInPeak: number;
}

export function testCloud(): TestCloud {
  const offers = [testOffer('cheap', { usd: 1 }), testOffer('dear', { usd: 2 })];
  return {
    store: testStore(),
    endpoints: new Map(),
    ends: new Map(),
    offers,
    onOffers: async () => offers,
    steps: [],
    onStep: () => undefined,
    onObserve: () => {},
    answer: (inputs) => inputs.map((input) => ({ ...input, name: 'y' })),
    invoked: [],
    storeLocation: 'test://store',
    extraInPeak: 0,
  };
}

export function testTarget(cloud: TestCloud): Target & { readonly serving: Serving } {
  return {
    specificationVersion: 'v1',
    provider: 'test',
    permissions: [],
    doScope: async () => 'test/account',
    store: cloud.store,
    serving: testServing(cloud),
  };
}

function testServing(cloud: TestCloud): Serving {
  const observe = (name: string): Deployment | undefined => {
    const serving = cloud.endpoints.get(name);
    const expiresAt = cloud.ends.get(name);
    return (
      serving && {
        ...deployment(name, serving, cloud.storeLocation),
        ...(expiresAt !== undefined && { expiresAt }),
      }
    );
  };
  return {
    capabilities: {
      metadata: false,
      maxRequestBytes: 2 ** 20,
      maxRequestDurationInMs: 1000,
      strategies: ['in-place', 'recreate'],
      verifies: 'after-traffic',
      wire: 'open-inference',
      scales: true,
      endsWithProcess: false,
    },
    fingerprint: () => ({ image: 'server:1' }),
    doOffers: (...asked) => cloud.onOffers(...asked),
    async doObserve(name) {
      await cloud.onObserve(name);
      return observe(name);
    },
    async *doList() {
      for (const name of cloud.endpoints.keys()) {
        const live = observe(name);
        if (live !== undefined) yield live;
      }
    },
    plan: planTest,
    peakInstances: ({ instances }, live) =>
      live === undefined ? instances : instances + cloud.extraInPeak,
    async doStep(step, call) {
      cloud.steps.push({ id: step.id, call });
      return (await cloud.onStep(step, call)) ?? carryOut(cloud, step);
    },
    async doInvoke(request) {
      cloud.invoked.push(request);
      return invoke(cloud, request);
    },
  };
}

function deployment(name: string, serving: ServedRelease, storeLocation: string): Deployment {
  return {
    name,
    scope: 'test/account',
    state: 'ready',
    serving,
    resources: [{ kind: 'endpoint', id: name, state: 'ready', digest: serving.specDigest }],
    storeLocation,
    address: { at: name },
    native: null,
  };
}

function planTest(want: ServeSpec | undefined, live: Deployment | undefined): readonly Step[] {
  if (want === undefined) return live === undefined ? [] : [testStep('delete', live.name)];
  const { name, digest, package: reference, offer, instances } = want;
  const release = {
    specDigest: digest,
    packageDigest: reference.digest,
    offerId: offer.id,
    instances,
  };
  const { serving } = live ?? {};
  if (serving?.specDigest === digest && serving.instances === instances) return [];
  return [
    testStep(live === undefined ? 'create' : 'update', name, release),
    testStep('verify', name, { release: digest, beforeTraffic: false }),
  ];
}

/** A step of the test platform, or of a test's own plan. */
export function testStep(
  action: StepAction,
  target: string,
  inputs: { readonly [name: string]: Json } = {},
): Step {
  const id = `${action} ${target}`;
  return { id, action, kind: 'endpoint', target, after: [], inputs, changes: [], permissions: [] };
}

function carryOut({ endpoints }: TestCloud, { action, target, inputs }: Step): StepResult {
  if (action === 'delete') endpoints.delete(target);
  else endpoints.set(target, releaseOf(inputs));
  return { state: 'done' };
}

function releaseOf(inputs: Step['inputs']): ServedRelease {
  const text = (name: string): string => {
    const value = inputs[name];
    return typeof value === 'string' ? value : '';
  };
  return {
    specDigest: text('specDigest'),
    packageDigest: text('packageDigest'),
    offerId: text('offerId'),
    instances: Number(inputs['instances']),
  };
}

function invoke(
  { answer }: TestCloud,
  { headers, body = new Uint8Array() }: InvokeRequest,
): InvokeResponse {
  const { inputs, ...request } = decodeRequest({ headers, body });
  const given = answer(inputs);
  if ('status' in given) return given;
  const message = encodeResponse({ response: { modelName: 'model', outputs: given }, request });
  const lowerCase = Object.entries(message.headers).map(([name, value]) => [
    name.toLowerCase(),
    value,
  ]);
  return { status: 200, headers: Object.fromEntries(lowerCase), body: joinChunks(message) };
}
