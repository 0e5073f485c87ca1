// A target for the host: what CONTRIBUTING.md tells how to write, written by following it.
import type {
  Deployment,
  Need,
  Offer,
  Serving,
  Step,
  StepCall,
  StepResult,
  Target,
} from '@torchrelay/core/target';

import type { Service } from './host.ts';
import { type AskHost, type HostClient, hostClient } from './host-client.ts';
import { hostStore } from './host-store.ts';
import { planService } from './plan-service.ts';

/** Deploys to the host at a URL. Nothing is asked, and nothing is kept here: what there is, the host knows. */
export function host({ url }: { readonly url: string }): Target {
  const client = hostClient(url);
  return {
    specificationVersion: 'v1',
    provider: 'host',
    permissions: [],
    doScope: async () => url,
    store: hostStore(url, client.ask),
    serving: hostServing(url, client),
  };
}

function hostServing(url: string, { ask, infer }: HostClient): Serving {
  return {
    capabilities: {
      metadata: false,
      maxRequestBytes: 2 ** 20,
      maxRequestDurationInMs: 10_000,
      strategies: ['in-place'],
      verifies: 'after-traffic',
      wire: 'open-inference',
      endsWithProcess: false,
    },
    fingerprint: () => null,
    doOffers: async (need: Need) => [offerOf(url, need)],

    async doObserve(name, call) {
      const response = await ask({ path: `/services/${name}` }, call);
      if (response.status === 404) return undefined;
      return deploymentOf((await response.json()) as Service, url);
    },

    async *doList(call) {
      const services = (await (await ask({ path: '/services/' }, call)).json()) as Service[];
      for (const service of services)
        if (service.wanted.labels['owner'] === 'torchrelay') yield deploymentOf(service, url);
    },

    plan: planService,
    peakInstances: (want) => want.instances,
    doStep: (step, call) => doServiceStep(ask, step, call),

    async doInvoke({ name, path, method, headers, body }, call) {
      const given = body === undefined ? {} : { body: new Uint8Array(body) };
      const response = await infer(
        { method, path: `/services/${name}${path}`, headers, ...given },
        call,
      );
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: new Uint8Array(await response.arrayBuffer()),
      };
    },
  };
}

/** Puts the service as it is wanted, once, and then looks how far it is. */
async function doServiceStep(ask: AskHost, step: Step, call: StepCall): Promise<StepResult> {
  const path = `/services/${step.target}`;
  if (step.action === 'delete') {
    // One that is gone already is as good: whoever removed it may have been this very step, before it was killed.
    await ask({ method: 'DELETE', path }, call);
    return { state: 'done' };
  }
  const wanted = JSON.stringify(call.inputs['service']);
  const response = await ask({ path }, call);
  const present = response.status === 404 ? undefined : ((await response.json()) as Service);
  if (JSON.stringify(present?.serving) === wanted) return { state: 'done' };
  if (JSON.stringify(present?.wanted) !== wanted)
    await ask({ method: 'PUT', path, body: wanted }, call);
  return { state: 'pending', pollInMs: 1, detail: 'loading the model' };
}

function deploymentOf({ name, wanted, serving }: Service, url: string): Deployment {
  const isThere = JSON.stringify(wanted) === JSON.stringify(serving);
  const state = isThere ? 'ready' : serving === undefined ? 'creating' : 'updating';
  const label = (key: string): string => serving?.labels[key] ?? '';
  const { digest = '' } = wanted.labels;
  return {
    name,
    scope: url,
    state,
    ...(serving !== undefined && {
      serving: {
        specDigest: label('digest'),
        packageDigest: label('packageDigest'),
        offerId: label('offerId'),
        instances: serving.replicas,
      },
    }),
    resources: [{ kind: 'service', id: name, state, digest }],
    storeLocation: `${url}/objects`,
    address: null,
    url: `${url}/services/${name}`,
    native: null,
  };
}

function offerOf(url: string, { nodes }: Need): Offer {
  const asOf = new Date().toISOString();
  return {
    id: 'host/cpu',
    instanceType: 'cpu',
    region: 'here',
    vCpus: 4,
    memoryBytes: 16 * 2 ** 30,
    usdPerHour: { known: true, value: 0, source: 'it is ours', asOf },
    offeredHere: { known: true, value: true, source: url, asOf },
    quotaLeft: { known: true, value: nodes, source: url, asOf },
  };
}
