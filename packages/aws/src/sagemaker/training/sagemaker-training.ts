import { cacheFolder } from '@torchrelay/core/target-utils';
import type { Call, Need, Offer, Training } from '@torchrelay/core/target';

import { catalogueClients } from '../../catalogue/live/clients.ts';
import { awsOffers } from '../../catalogue/offers.ts';
import type { AwsPlace } from '../aws-place.ts';
import { checkRole } from '../role/check-role.ts';
import { iamClient } from '../role/iam-request.ts';
import type { RolePlace } from '../role/observe-role.ts';
import type { SagemakerClients } from '../sagemaker-clients.ts';
import type { SagemakerSettings } from '../sagemaker-settings.ts';
import { forgetJob } from './forget-job.ts';
import { jobLogs } from './job-logs.ts';
import { doJobStep } from './job-steps.ts';
import { jobNameOf } from './job-tags.ts';
import { listJobs } from './list-jobs.ts';
import { observeJob } from './observe-job.ts';
import { planJob } from './plan-job.ts';
import { pytorchRelease } from './pytorch-image.ts';
import { forgetRole } from './role/forget-role.ts';

export interface TrainingParts {
  readonly settings: SagemakerSettings;
  readonly clients: SagemakerClients;
  readonly findPlace: (call: Call) => Promise<AwsPlace>;
  /** `s3://bucket/prefix`, without a slash at the end. */
  readonly storeLocation: (call: Call) => Promise<string>;
}

/** Training jobs of SageMaker: one for each attempt. */
export function sagemakerTraining(parts: TrainingParts): Training {
  const { settings, clients, findPlace, storeLocation } = parts;
  const iam = iamClient(settings);
  const placeFor = async (call: Call): Promise<AwsPlace & RolePlace> => ({
    ...(await findPlace(call)),
    iam,
  });
  return {
    capabilities: {
      readsFolders: false,
      dataSchemes: ['s3'],
      spot: true,
      endsWithProcess: false,
    },
    // Role, network and key make no other model, so a job that is done stays done.
    fingerprint: () => ({ pytorch: pytorchRelease.version }),
    doOffers: (need, call) => offersFor(need, parts, call),
    doObserve: (id, call) => observeJob(clients, id, call),
    doList: (call) => listJobs(clients, call),
    plan: (want, live) => planJob(want, live, settings),
    async doCheck({ name: jobsOf }, call) {
      const { role } = settings;
      if (role === undefined) return;
      const [place, location] = [await placeFor(call), await storeLocation(call)];
      const isOwnBucket = settings.bucket === undefined;
      await checkRole({ role, place, storeLocation: location, isOwnBucket, jobsOf, call });
    },
    async doStep(step, call) {
      const [place, location] = [await placeFor(call), await storeLocation(call)];
      return doJobStep({ step, call, clients, settings, place, storeLocation: location });
    },
    doLogs: (id, options, call) => jobLogs({ clients, id, options, call }),
    // SageMaker adds these to where it is told to write. _read_: SageMaker's Python SDK, "model_data".
    resultPrefix: ({ outputPrefix, id }) => `${outputPrefix}${id}/output/model/`,
    async doForget(id, call) {
      await forgetJob(clients, id, call);
      const name = jobNameOf(id);
      if (settings.role === undefined && name !== undefined)
        await forgetRole(name, await placeFor(call), call);
    },
  };
}

async function offersFor(
  need: Need,
  { settings, findPlace }: TrainingParts,
  call: Call,
): Promise<readonly Offer[]> {
  const { region, accountId } = await findPlace(call);
  const { offers, warnings } = await awsOffers({
    need,
    regions: [region],
    ...(settings.lookUp !== false && { clients: catalogueClients(settings) }),
    accountId,
    cacheFolder: cacheFolder(),
    call,
  });
  for (const { code, message } of warnings) call.onWarning?.({ code, message });
  return offers;
}
