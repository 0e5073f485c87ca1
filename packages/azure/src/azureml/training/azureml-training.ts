import type { Call, Need, Offer, Target, Training } from '@torchrelay/core/target';

import type { AzurePlace } from '../azure-place.ts';
import type { AzureMlSettings } from '../azureml-settings.ts';
import type { MlClient } from '../client/ml-client.ts';
import { offersOfCluster } from './compute/offers-of-cluster.ts';
import { forgetJob } from './forget-job.ts';
import type { RunHistory } from './history/run-history.ts';
import { doJobStep } from './job-steps.ts';
import { jobNameOf } from './job-name.ts';
import { untilAborted } from '../until-aborted.ts';
import { jobLogs } from './logs/job-logs.ts';
import { listJobs } from './observe/list-jobs.ts';
import { observeJob } from './observe/observe-job.ts';
import { planJob } from './plan-job.ts';
import { registerModel } from './result-model.ts';
import { curatedEnvironment } from './training-environment.ts';

export interface TrainingParts {
  readonly settings: AzureMlSettings;
  readonly client: MlClient;
  readonly history: RunHistory;
  readonly findPlace: (call: Call) => Promise<AzurePlace>;
  readonly store: Target['store'];
  /** What the catalogue knows, for a job. */
  readonly findOffers: (need: Need, call: Call) => Promise<readonly Offer[]>;
}

/** Command jobs of a workspace: one for each attempt. */
export function azuremlTraining(parts: TrainingParts): Training {
  const { settings, client, history, findPlace, store, findOffers } = parts;
  const { training = {} } = settings;
  return {
    capabilities: {
      readsFolders: false,
      dataSchemes: ['azureml', 'https', 'wasbs', 'abfss'],
      spot: true,
      // `limits.timeout` is over running alone.
      limitsWaiting: false,
      endsWithProcess: false,
    },
    // Neither identity nor compute makes another model, so a job that is done stays done.
    fingerprint: () => ({ environment: training.environment ?? curatedEnvironment }),
    async doOffers(need, call) {
      const offers = await findOffers(need, call);
      const { compute, makeCompute = false } = training;
      if (compute === undefined || makeCompute) return offers;
      return offersOfCluster({ client, compute, offers, call });
    },
    doObserve: (id, call) => observeJob({ client, history }, id, call),
    doList: (call) => listJobs(client, call),
    plan: (want, live) => planJob(want, live, settings),
    async doStep(step, call) {
      const [place, { location: storeLocation }] = [
        await findPlace(call),
        await store.doObserve(call),
      ];
      return doJobStep({ step, call, client, settings, place, storeLocation });
    },
    doLogs: (id, options, call) =>
      untilAborted(jobLogs({ client, history, id, options, call }), options, call),
    doRegister: (spec, call) => registerModel({ client, spec, settings, store, call }),
    doForget: (id, call) => forgetJob({ client, id, name: jobNameOf(id), settings, call }),
  };
}
