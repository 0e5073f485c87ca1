import type { TokenCredential } from '@azure/identity';
import { TorchrelayError } from '@torchrelay/core';
import { cacheFolder } from '@torchrelay/core/target-utils';
import type {
  Call,
  Deployment,
  JsonObject,
  Need,
  Offer,
  Serving,
  Target,
} from '@torchrelay/core/target';

import { azureOffers } from '../catalogue/offers.ts';
import { signedInCredential } from '../client/signed-in-credential.ts';
import { type AzureCloud, azureCloud } from '../cloud/azure-clouds.ts';
import { type AzurePlace, placeFinder } from './azure-place.ts';
import {
  type AzureMlSettings,
  defaultConcurrentRequests,
  defaultRequestTimeoutInMs,
  longestRequestTimeoutInMs,
} from './azureml-settings.ts';
import { type MlClient, mlClient } from './client/ml-client.ts';
import { permissionOf } from './client/permission-of.ts';
import { deploymentLogs } from './deployment-logs.ts';
import { untilAborted } from './until-aborted.ts';
import { tritonEnvironmentVersion } from './engine/triton-image.ts';
import { buildLogContainer } from './failure/build-log.ts';
import { endpointTokens } from './invoke/endpoint-token.ts';
import { endpointInvoker } from './invoke/invoke-endpoint.ts';
import { endpointMetrics } from './metrics/endpoint-metrics.ts';
import { listServing } from './observe/list-serving.ts';
import { observeServing, type Observation } from './observe/observe-serving.ts';
import { peakInstances } from './plan/peak-instances.ts';
import { planServing } from './plan/plan-serving.ts';
import { servingNotes } from './plan/serving-notes.ts';
import { azuremlPolicy } from './policy/azureml-policy.ts';
import { doServingStep } from './steps/do-step.ts';
import { azuremlTraining } from './training/azureml-training.ts';
import { runHistory } from './training/history/run-history.ts';
import { workspaceStore } from './workspace-store.ts';

/**
 * A workspace of Azure Machine Learning: managed online endpoints, served by NVIDIA Triton, and training jobs.
 *
 * @throws TorchrelayError `SETTING_INVALID`, `AZURE_CLOUD_UNKNOWN`
 *
 * @example
 * const target = azureml({ subscription, resourceGroup: 'research', workspace: 'vision' });
 * const endpoint = await deploy('./resnet50.pt', target, { rehearseOn: local() });
 */
export function azureml(settings: AzureMlSettings): Target {
  checkTimeout(settings);
  const cloud = azureCloud(settings.cloud);
  const credential = credentialOf(settings, cloud.authorityHost);
  const client = mlClient({ ...settings, cloud, credential });
  const findPlace = placeFinder(settings, client);
  const place = { settings, findPlace, credential };
  const store = workspaceStore(place);
  const buildLogs = workspaceStore({ ...place, container: buildLogContainer });
  return {
    specificationVersion: 'v1',
    provider: 'azureml',
    permissions: observing,
    doScope: async (call) => (await findPlace(call)).scope,
    store,
    serving: azuremlServing({ ...place, cloud, client, store, buildLogs }),
    training: azuremlTraining({
      settings,
      client,
      history: runHistory({ client, cloud, credential, timing: settings.timing }),
      findPlace,
      store,
      findOffers: async (need, call) =>
        offersFor({
          need,
          call,
          live: undefined,
          settings,
          credential,
          place: await findPlace(call),
        }),
    }),
    policy: azuremlPolicy,
  };
}

/** What looking, locking and uploading need. */
const observing: readonly string[] = [
  permissionOf('GET', ''),
  permissionOf('GET', 'datastores'),
  permissionOf('GET', 'models'),
  permissionOf('GET', 'models/-/versions'),
  permissionOf('GET', 'onlineEndpoints'),
  permissionOf('GET', 'onlineEndpoints/-/deployments'),
  permissionOf('GET', 'Microsoft.Insights/autoscalesettings'),
  'Microsoft.Storage/storageAccounts/blobServices/containers/read',
  'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read',
  'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write',
  'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete',
];

interface Parts {
  readonly settings: AzureMlSettings;
  readonly cloud: AzureCloud;
  readonly client: MlClient;
  readonly credential: () => Promise<TokenCredential>;
  readonly findPlace: (call: Call) => Promise<AzurePlace>;
  readonly store: Target['store'];
  readonly buildLogs: Target['store'];
}

function azuremlServing(parts: Parts): Serving {
  const { settings, cloud, client, credential, findPlace, store, buildLogs } = parts;
  const tokens = endpointTokens({ client, credential, cloud });
  const observation = async (call: Call): Promise<Observation> => ({
    client,
    scope: (await findPlace(call)).scope,
  });
  // It never changes: steps look how far they are too often to ask each time.
  let location: string | undefined;
  const findLocation = async (call: Call): Promise<string> =>
    (location ??= (await store.doObserve(call)).location);
  return {
    capabilities: {
      metadata: false,
      // Azure publishes no number for managed online endpoints: what is larger, it refuses by itself.
      maxRequestBytes: 10 * 2 ** 20,
      maxRequestDurationInMs: settings.requestTimeoutInMs ?? defaultRequestTimeoutInMs,
      strategies: ['side-by-side', 'recreate'],
      verifies: 'before-traffic',
      wire: 'open-inference',
      scales: true,
      autoscales: true,
      rollout: {
        shifts: ['all-at-once', 'canary', 'linear'],
        parts: ['percent'],
        alarms: ['serverErrorsPerMinute', 'latencyP99InMs'],
        mirrors: true,
      },
      endsWithProcess: false,
    },
    fingerprint: () => fingerprintOf(settings),
    doOffers: async (need, call, live) =>
      offersFor({ need, call, live, settings, credential, place: await findPlace(call) }),
    doObserve: async (name, call) => observeServing(name, await observation(call), call),
    async *doList(call) {
      yield* listServing(await observation(call), call);
    },
    plan: (want, live) => planServing(want, live, settings),
    notes: (want, live) => servingNotes(want, live, settings),
    peakInstances,
    async doStep(step, call) {
      const storeLocation = await findLocation(call);
      const place = await findPlace(call);
      return doServingStep({
        step,
        call,
        client,
        settings,
        place,
        store,
        buildLogs,
        storeLocation,
      });
    },
    doInvoke: endpointInvoker({ client, tokens, silenceInMs: settings.timing?.silenceInMs }),
    doMetrics: (name, window, call) => endpointMetrics({ client, name, window, call }),
    doLogs: (name, options, call) =>
      untilAborted(deploymentLogs({ client, name, options, call }), options, call),
  };
}

/** What makes another release: everything of the settings that a deployment is made with. */
function fingerprintOf({
  requestTimeoutInMs = defaultRequestTimeoutInMs,
  concurrentRequests = defaultConcurrentRequests,
}: AzureMlSettings): JsonObject {
  return { environment: tritonEnvironmentVersion, requestTimeoutInMs, concurrentRequests };
}

function credentialOf(
  { credential }: AzureMlSettings,
  authorityHost: string,
): () => Promise<TokenCredential> {
  let made: Promise<TokenCredential> | undefined;
  return async () => credential ?? (made ??= signedInCredential(authorityHost));
}

async function offersFor({
  need,
  call,
  live,
  settings: { subscription, workspace, cloud, timing },
  credential,
  place: { location, warnings: ofNetwork },
}: {
  readonly need: Need;
  readonly call: Call;
  readonly live: Deployment | undefined;
  readonly settings: AzureMlSettings;
  readonly credential: () => Promise<TokenCredential>;
  readonly place: AzurePlace;
}): Promise<readonly Offer[]> {
  const { offers, warnings } = await azureOffers({
    need,
    region: location,
    subscriptionId: subscription,
    workspace,
    credential: await credential(),
    cloud,
    timing,
    cacheFolder: cacheFolder(),
    call,
    ...(live?.serving !== undefined && {
      ownUse: { [live.serving.offerId]: live.serving.instances },
    }),
  });
  const isFirst = need.purpose === 'serving' && live === undefined;
  for (const { code, message } of [...(isFirst ? ofNetwork : []), ...warnings])
    call.onWarning?.({ code, message });
  return offers;
}

function checkTimeout({ requestTimeoutInMs = defaultRequestTimeoutInMs }: AzureMlSettings): void {
  if (requestTimeoutInMs > 0 && requestTimeoutInMs <= longestRequestTimeoutInMs) return;
  throw new TorchrelayError({
    code: 'SETTING_INVALID',
    message: `Azure Machine Learning cannot wait ${requestTimeoutInMs} ms for an answer.`,
    hint: `Give requestTimeoutInMs between 1 and ${longestRequestTimeoutInMs}.`,
    data: { requestTimeoutInMs },
  });
}
