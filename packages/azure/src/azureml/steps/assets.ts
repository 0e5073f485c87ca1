import { textSource, TorchrelayError } from '@torchrelay/core';
import type { StepResult } from '@torchrelay/core/target';

import { datastoreUri } from '../datastore-uri.ts';
import { buildContext, environmentVersion } from '../engine/environment.ts';
import { withBuildLog } from '../failure/build-log.ts';
import { explainFailure } from '../failure/explain-failure.ts';
import type { EnvironmentVersion, ModelVersion } from '../schemas.ts';
import { tagsOf } from '../tags.ts';
import { buildLogsFor, lineOfBuild } from './last-line.ts';
import { settle, type Standing } from './settle.ts';
import { begunOf, done, releaseTagsFor, type StepRun, textOf } from './step-run.ts';

/** One request: the name says what is in it, so writing it again is the same. */
export async function doCreateModel(run: StepRun): Promise<StepResult> {
  const { client, call, settings, place } = run;
  const [name, version] = [textOf(run, 'name'), textOf(run, 'version')];
  const body: ModelVersion = {
    properties: {
      modelType: 'custom_model',
      modelUri: datastoreUri(textOf(run, 'packagePrefix'), settings, place),
      description: `A release of ${textOf(run, 'name')}, for its deployment.`,
      tags: tagsOf(releaseTagsFor(run), settings.tags),
    },
  };
  const attempt = `Cannot register the package as model ${name} in ${place.scope}`;
  await client.send(
    { method: 'PUT', path: `models/${name}/versions/${version}`, body, attempt },
    call,
  );
  return done;
}

/** What is not there is removed already. */
export async function doDeleteModel(run: StepRun): Promise<StepResult> {
  const { client, call } = run;
  const [name, version] = [textOf(run, 'name'), textOf(run, 'version')];
  const attempt = `Cannot remove version ${version} of the model ${name}`;
  await client.find(
    { method: 'DELETE', path: `models/${name}/versions/${version}`, attempt },
    call,
  );
  return done;
}

/** Makes the server's image known, once in a workspace, and waits while the workspace builds it. */
export function doCreateEnvironment(run: StepRun): Promise<StepResult> {
  const { client, call } = run;
  const [name, version] = [textOf(run, 'name'), textOf(run, 'version')];
  const path = `environments/${name}/versions/${version}`;
  const attempt = `Cannot make the environment ${name}:${version}`;
  return settle({
    run,
    attempt,
    async look() {
      const found = await client.find<EnvironmentVersion>({ path, attempt }, call);
      return standingOf(found, attempt);
    },
    async begin() {
      // One that an earlier build spoilt cannot be changed, only made again.
      await client.find({ method: 'DELETE', path, attempt }, call);
      return client.send({ method: 'PUT', path, body: await environmentFor(run), attempt }, call);
    },
    explain: (error) => withBuildLog(error, buildLogsFor(run, begunOf(call)?.since)),
    tell: (since) => lineOfBuild(run, since),
  });
}

function standingOf(found: EnvironmentVersion | undefined, attempt: string): Standing {
  if (found === undefined) return { is: 'not as wanted' };
  const { provisioningState = 'Succeeded' } = found.properties;
  if (provisioningState === 'Succeeded') return { is: 'as wanted' };
  if (provisioningState === 'Failed' || provisioningState === 'Canceled')
    return { is: 'failed', error: notBuilt(attempt) };
  return { is: 'at work', detail: `${provisioningState}: the workspace builds the server’s image` };
}

async function environmentFor(run: StepRun): Promise<EnvironmentVersion> {
  const { call, store, storeLocation } = run;
  const image = textOf(run, 'image');
  if (image !== '') return environmentVersion({ image, contextUri: '' });
  const { prefix, dockerfile } = buildContext;
  await store.doWrite(`${prefix}Dockerfile`, textSource(dockerfile), {}, call);
  return environmentVersion({ image: undefined, contextUri: storeLocation + prefix });
}

function notBuilt(attempt: string): TorchrelayError {
  const { code, hint } = explainFailure('ImageBuildFailure') ?? {};
  return new TorchrelayError({
    code: code ?? 'IMAGE_BUILD_FAILED',
    message: `${attempt}: the workspace could not build its image.`,
    hint,
    effect: 'done',
  });
}
