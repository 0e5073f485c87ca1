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

import { catalogueClients } from '../catalogue/live/clients.ts';
import { lookUpPermissions } from '../catalogue/live/look-up-permissions.ts';
import { awsOffers } from '../catalogue/offers.ts';
import { type S3Store, s3Store } from '../store/s3-store.ts';
import { type AwsPlace, placeFinder } from './aws-place.ts';
import { endpointLogs } from './endpoint-logs.ts';
import { tritonRelease } from './engine/triton-image.ts';
import { invoke } from './invoke.ts';
import { listServing } from './observe/list-serving.ts';
import { observeServing, type Place } from './observe/observe-serving.ts';
import { doOperatingStep } from './operate/do-operating-step.ts';
import { endpointMetrics } from './operate/endpoint-metrics.ts';
import { observeWhole } from './operate/observe-whole.ts';
import { operatingClients } from './operate/operating-clients.ts';
import { isOperatingStep, planOperating } from './operate/plan-operating.ts';
import { keyNote } from './plan/key-note.ts';
import { peakInstances } from './plan/peak-instances.ts';
import { planServing } from './plan/plan-serving.ts';
import { poolNote } from './plan/pool-note.ts';
import { sagemakerPolicy } from './policy/sagemaker-policy.ts';
import { servingWithRole } from './role/serving-with-role.ts';
import { type SagemakerClients, sagemakerClients } from './sagemaker-clients.ts';
import type { SagemakerMode, SagemakerSettings } from './sagemaker-settings.ts';
import { streamEndpoint } from './stream-endpoint.ts';
import { doServingStep } from './steps/do-step.ts';
import { sagemakerTraining } from './training/sagemaker-training.ts';

/**
 * Amazon SageMaker, in one account and region: endpoints, served by NVIDIA Triton, and training jobs. Nothing is asked or
 * refused before a verb needs it: then a setting that cannot be is `NO_REGION`, `NO_CREDENTIALS`, `STORE_REFUSED` or
 * `ROLE_NOT_USABLE`.
 *
 * @example
 * const endpoint = await deploy('./resnet50.pt', sagemaker({ region: 'us-east-1', role }), { rehearseOn: local() });
 */
export function sagemaker(settings: SagemakerSettings = {}): Target {
  const clients = sagemakerClients(settings);
  const findPlace = placeFinder(settings, clients);
  const store = s3Store(settings);
  return {
    specificationVersion: 'v1',
    provider: 'sagemaker',
    permissions: permissionsFor(settings),
    doScope: async (call) => (await findPlace(call)).scope,
    store,
    serving: servingWithRole(sagemakerServing({ settings, clients, findPlace, store }), {
      settings,
      findPlace,
      storeLocation: (call) => store.location(call),
    }),
    training: sagemakerTraining({
      settings,
      clients,
      findPlace,
      storeLocation: (call) => store.location(call),
    }),
    policy: (request) => sagemakerPolicy(request, settings.role, settings.schedulerRole),
  };
}

/** What looking, locking and uploading need. */
const observing: readonly string[] = [
  'sts:GetCallerIdentity',
  'sagemaker:DescribeEndpoint',
  'sagemaker:ListEndpointConfigs',
  'sagemaker:ListModels',
  'sagemaker:ListTags',
  'application-autoscaling:DescribeScalableTargets',
  'application-autoscaling:DescribeScalingPolicies',
  'scheduler:GetSchedule',
  'iam:GetRole',
  'iam:ListRoles',
  'iam:SimulatePrincipalPolicy',
  's3:ListBucket',
  's3:GetObject',
  's3:PutObject',
  's3:DeleteObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
  's3:ListBucketMultipartUploads',
  // Whether a bucket that was made here is set up: without them one that was left half-made stays so.
  's3:GetBucketTagging',
  's3:GetLifecycleConfiguration',
];

function permissionsFor({ lookUp = true }: SagemakerSettings): readonly string[] {
  return lookUp ? [...new Set([...observing, ...lookUpPermissions('serving')])] : observing;
}

interface Parts {
  readonly settings: SagemakerSettings;
  readonly clients: SagemakerClients;
  readonly findPlace: (call: Call) => Promise<AwsPlace>;
  readonly store: S3Store;
}

function sagemakerServing({ settings, clients, findPlace, store }: Parts): Serving {
  const place = async (call: Call): Promise<Place> => ({ clients, ...(await findPlace(call)) });
  const operating = operatingClients(settings);
  return {
    capabilities: {
      metadata: false,
      ...limitsOf(settings.mode),
      strategies: ['side-by-side', 'in-place', 'recreate'],
      rollout: {
        shifts: ['all-at-once', 'canary', 'linear'],
        parts: ['percent', 'instances'],
        alarms: ['named', 'serverErrorsPerMinute', 'latencyP99InMs'],
        mirrors: false,
      },
      verifies: 'after-traffic',
      wire: 'sagemaker',
      scales: true,
      autoscales: true,
      expires: true,
      endsWithProcess: false,
      fallsBack: settings.instancePools === true,
    },
    fingerprint: () => fingerprintOf(settings),
    doOffers: async (need, call, live) =>
      offersFor({ need, call, live, settings, place: await findPlace(call) }),
    async doObserve(name, call) {
      const at = await place(call);
      const found = observeServing(name, at, call);
      return observeWhole({ name, found, place: at, clients: operating, store, call });
    },
    async *doList(call) {
      const at = await place(call);
      for await (const { name, ...found } of listServing(at, call)) {
        const whole = { name, found: Promise.resolve({ name, ...found }), place: at };
        const seen = await observeWhole({ ...whole, clients: operating, store, call });
        if (seen !== undefined) yield seen;
      }
    },
    plan: planOperating({
      plan: (want, live) => planServing(want, live, settings.mode),
      hasRole: settings.schedulerRole !== undefined,
    }),
    peakInstances,
    notes: (want, live) => [...poolNote(want, live), ...keyNote(want, live, settings.kmsKeyId)],
    async doStep(step, call) {
      const { region, accountId } = await findPlace(call);
      if (isOperatingStep(step))
        return doOperatingStep({ step, call, clients: operating, settings, region, accountId });
      const storeLocation = await store.location(call);
      return doServingStep({ step, call, clients, settings, region, storeLocation, store });
    },
    doInvoke: (request, call) => invoke({ clients, settings, request, call }),
    doStream: (request, call) => streamEndpoint(clients, request, call),
    doMetrics: (name, window, call) => endpointMetrics({ clients: operating, name, window, call }),
    doLogs: (name, options, call) => endpointLogs({ clients, name, options, call }),
  };
}

/** _spec_ for the bodies, _read_ for the times: SageMaker's reference. */
function limitsOf(
  mode: SagemakerMode = 'real-time',
): Pick<Serving['capabilities'], 'maxRequestBytes' | 'maxRequestDurationInMs'> {
  if (mode === 'real-time') return { maxRequestBytes: 6 * 2 ** 20, maxRequestDurationInMs: 60_000 };
  return { maxRequestBytes: 1e9, maxRequestDurationInMs: 3_600_000 };
}

/** What makes another release: everything of the settings that a model or its instances are made with. */
function fingerprintOf({
  role,
  inferenceAmiVersion = tritonRelease.amiVersion,
  vpc,
  kmsKeyId,
  networkIsolation,
  mode = 'real-time',
  notify,
  maxConcurrentRequests,
  instancePools = false,
}: SagemakerSettings): JsonObject {
  const made = {
    triton: tritonRelease.version,
    role,
    inferenceAmiVersion,
    vpc,
    kmsKeyId,
    networkIsolation,
    ...(instancePools && { instancePools }),
    ...(mode === 'async' && { mode, notify, maxConcurrentRequests }),
  };
  return JSON.parse(JSON.stringify(made)) as JsonObject;
}

async function offersFor({
  need,
  call,
  live,
  settings,
  place: { region, accountId },
}: {
  readonly need: Need;
  readonly call: Call;
  readonly live: Deployment | undefined;
  readonly settings: SagemakerSettings;
  readonly place: AwsPlace;
}): Promise<readonly Offer[]> {
  const { offers, warnings } = await awsOffers({
    need,
    regions: [region],
    ...(settings.lookUp !== false && { clients: catalogueClients(settings) }),
    accountId,
    cacheFolder: cacheFolder(),
    call,
    ...(live?.serving !== undefined && {
      ownUse: { [live.serving.offerId]: live.serving.instances },
    }),
  });
  for (const { code, message } of warnings) call.onWarning?.({ code, message });
  return offers;
}
