import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Deployment, Serving, Target } from '@torchrelay/core/target';

import { fileStore } from '../store/file-store.ts';
import { objectsFolder } from '../store/object-paths.ts';
import { type LocalPlace, observeLocal } from './local-deployment.ts';
import { localHome } from './local-home.ts';
import { localInvoke } from './local-invoke.ts';
import { localLogs } from './local-logs.ts';
import { thisMachine } from './local-offer.ts';
import { localMetrics } from './local-metrics.ts';
import { localRehearsal } from './local-rehearsal.ts';
import type { LocalSettings } from './local-settings.ts';
import { localTraining } from '../training/local-training.ts';
import { doLocalStep } from './local-steps.ts';
import { planLocal } from './plan-local.ts';
import { textOf } from './text-of.ts';

/**
 * This machine, with real PyTorch: for development, for tests, and for small use. The same package and the
 * same protocol as in the clouds, on 127.0.0.1.
 *
 * @example
 * await using endpoint = await deploy('./model.pt', local());
 * const { scores } = await endpoint.predict({ image });
 */
export function local(settings: LocalSettings = {}): Target {
  const home = localHome(settings);
  const root = join(home, 'store');
  return {
    specificationVersion: 'v1',
    provider: 'local',
    permissions: [],
    doScope: async () => pathToFileURL(home).href,
    store: fileStore(root),
    serving: localServing({ settings, home, root }),
    training: localTraining({ settings, home, root }),
    rehearsal: localRehearsal(settings),
  };
}

function localServing({
  settings,
  home,
  root,
}: {
  readonly settings: LocalSettings;
  readonly home: string;
  readonly root: string;
}): Serving {
  const servers = join(home, 'servers');
  const place = (name: string): LocalPlace => ({
    name,
    scope: pathToFileURL(home).href,
    runtimeDirectory: join(servers, name),
    storeLocation: pathToFileURL(root).href,
  });
  const folderOf = (prefix: string): string => join(objectsFolder(root), prefix);
  const { workers, threads, device, strict = true } = settings;
  return {
    capabilities: {
      metadata: true,
      maxRequestBytes: 256 * 2 ** 20,
      maxRequestDurationInMs: 60_000,
      strategies: ['side-by-side', 'recreate'],
      verifies: 'before-traffic',
      wire: 'open-inference',
      scales: true,
      choosesInstances: true,
      expires: true,
      endsWithProcess: settings.detached !== true,
    },
    fingerprint: () => JSON.parse(JSON.stringify({ workers, threads, device, strict })),
    doOffers: async () => [thisMachine()],
    doObserve: (name) => observeLocal(place(name)),
    doList: () => listLocal(servers, place),
    plan: (want, live) => planLocal(want, live, workers),
    peakInstances: () => 1,
    doStep: (step, call) => {
      const { runtimeDirectory } = place(textOf(call.inputs['name']));
      return doLocalStep({ step, call, settings, runtimeDirectory, folderOf });
    },
    doInvoke: localInvoke,
    doMetrics: (name, window) => localMetrics(place(name).runtimeDirectory, window),
    doLogs: (name, options, call) => localLogs(place(name).runtimeDirectory, options, call),
  };
}

async function* listLocal(
  servers: string,
  place: (name: string) => LocalPlace,
): AsyncIterable<Deployment> {
  if (!existsSync(servers)) return;
  for (const name of readdirSync(servers).toSorted()) {
    const found = await observeLocal(place(name));
    if (found !== undefined) yield found;
  }
}
