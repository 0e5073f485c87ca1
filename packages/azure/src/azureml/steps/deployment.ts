import { TorchrelayError } from '@torchrelay/core';
import type { StepResult } from '@torchrelay/core/target';

import { lastLines } from '../deployment-logs.ts';
import {
  defaultConcurrentRequests,
  defaultRequestTimeoutInMs,
  longestRequestTimeoutInMs,
} from '../azureml-settings.ts';
import { modelMountPath } from '../engine/triton-image.ts';
import { operationFailure } from '../failure/arm-failure.ts';
import { withBuildLog } from '../failure/build-log.ts';
import { isAtWork, isBroken } from '../native.ts';
import { findDeployment } from '../observe/find-parts.ts';
import type { DeploymentScale, OnlineDeployment } from '../schemas.ts';
import { tagsOf } from '../tags.ts';
import { buildLogsFor, lineOfBuild, lineOfContainer } from './last-line.ts';
import { settle, type Standing } from './settle.ts';
import { begunOf, endpointOf, releaseTagsFor, type StepRun, textOf } from './step-run.ts';

interface Place {
  readonly endpoint: string;
  readonly name: string;
  readonly path: string;
}

function placeOf(run: StepRun): Place {
  const [endpoint, name] = [textOf(run, 'endpoint'), run.step.target];
  return { endpoint, name, path: `onlineEndpoints/${endpoint}/deployments/${name}` };
}

export function doCreateDeployment(run: StepRun): Promise<StepResult> {
  const { client, call } = run;
  const { path, ...place } = placeOf(run);
  const attempt = `Cannot create the deployment ${place.name} of ${place.endpoint}`;
  return settle({
    run,
    attempt,
    async look() {
      const found = await findDeployment(client, place, call);
      const standing = standingOf(found, { ...place, attempt });
      // Plans remove what failed first: this one failed while we waited for it.
      if (standing.is === 'failed') throw standing.error;
      return standing;
    },
    begin: () => client.send({ method: 'PUT', path, body: newDeployment(run), attempt }, call),
    explain: async (error) => {
      const told = await withLastLines(error, { run, attempt });
      return withBuildLog(told, buildLogsFor(run, begunOf(call)?.since));
    },
    tell: async (since) => (await lineOfContainer(run, place)) ?? lineOfBuild(run, since),
  });
}

function standingOf(
  found: OnlineDeployment | undefined,
  { endpoint, attempt }: Pick<Place, 'endpoint'> & { readonly attempt: string },
): Standing {
  if (found === undefined) return { is: 'not as wanted' };
  const state = found.properties.provisioningState ?? 'Unknown';
  if (isAtWork({ state })) return { is: 'at work', detail: state };
  if (!isBroken({ state })) return { is: 'as wanted' };
  return { is: 'failed', error: operationFailure({ attempt, endpoint, status: state }) };
}

function newDeployment(run: StepRun): OnlineDeployment {
  const { call, client, settings, place } = run;
  const {
    requestTimeoutInMs = defaultRequestTimeoutInMs,
    concurrentRequests = defaultConcurrentRequests,
  } = settings;
  const timeout = Math.min(requestTimeoutInMs, longestRequestTimeoutInMs);
  const asset = (kind: string, name: string, version: string): string =>
    `${client.workspaceId}/${kind}/${name}/versions/${version}`;
  return {
    location: place.location,
    sku: { name: 'Default', capacity: Number(call.inputs['instances']) },
    tags: tagsOf(releaseTagsFor(run), settings.tags),
    properties: {
      endpointComputeType: 'Managed',
      instanceType: textOf(run, 'instanceType'),
      model: asset('models', textOf(run, 'modelName'), textOf(run, 'modelVersion')),
      modelMountPath,
      environmentId: asset(
        'environments',
        textOf(run, 'environmentName'),
        textOf(run, 'environmentVersion'),
      ),
      environmentVariables: call.inputs['variables'] as Readonly<Record<string, string>>,
      appInsightsEnabled: false,
      scaleSettings: { scaleType: 'Default' },
      requestSettings: {
        requestTimeout: `PT${Math.ceil(timeout / 1000)}S`,
        maxConcurrentRequestsPerInstance: concurrentRequests,
      },
      ...probes(Number(call.inputs['startUpSeconds'])),
    },
  };
}

const probePeriodInSeconds = 10;

/** The server is given its time to load before it counts as dead, and is asked for all of it whether it is ready. */
function probes(
  startUpSeconds: number,
): Pick<OnlineDeployment['properties'], 'livenessProbe' | 'readinessProbe'> {
  const usual = { period: `PT${probePeriodInSeconds}S`, timeout: 'PT10S', successThreshold: 1 };
  return {
    livenessProbe: { ...usual, initialDelay: `PT${startUpSeconds}S`, failureThreshold: 30 },
    readinessProbe: {
      ...usual,
      initialDelay: 'PT10S',
      failureThreshold: Math.ceil(startUpSeconds / probePeriodInSeconds),
    },
  };
}

/** A container that did not come up is best explained by itself. */
async function withLastLines(
  error: unknown,
  { run, attempt }: { readonly run: StepRun; readonly attempt: string },
): Promise<unknown> {
  const isOfContainer =
    TorchrelayError.isInstance(error) &&
    ['SERVER_NOT_READY', 'DEPLOYMENT_FAILED'].includes(error.code);
  if (!isOfContainer) return error;
  const lines = await linesOf(run);
  const { codes, said, status } = error.data;
  const told = {
    code: (codes as readonly string[] | undefined)?.at(-1) ?? '',
    message: said,
  };
  return lines.length === 0
    ? error
    : operationFailure({
        attempt,
        endpoint: endpointOf(run),
        status: String(status),
        error: told,
        lines,
      });
}

/** Whoever may not read logs is told the failure all the same. */
async function linesOf(run: StepRun): Promise<readonly string[]> {
  const { client, call } = run;
  try {
    return await lastLines({ client, ...placeOf(run), call });
  } catch (error) {
    if (call.abortSignal?.aborted === true) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return [`(the container’s lines could not be read: ${reason})`];
  }
}

/** Changes how many instances serve, and nothing else. */
export function doScale(run: StepRun): Promise<StepResult> {
  const { client, call } = run;
  const { path, ...place } = placeOf(run);
  const capacity = Number(call.inputs['instances']);
  const attempt = `Cannot scale the deployment ${place.name} of ${place.endpoint}`;
  const body: DeploymentScale = { sku: { name: 'Default', capacity } };
  return settle({
    run,
    attempt,
    async look() {
      const found = await findDeployment(client, place, call);
      const standing = standingOf(found, { ...place, attempt });
      if (standing.is !== 'as wanted') return standing;
      return found?.sku?.capacity === capacity ? standing : { is: 'not as wanted' };
    },
    begin: () => client.send({ method: 'PATCH', path, body, attempt }, call),
  });
}

export function doDeleteDeployment(run: StepRun): Promise<StepResult> {
  const { client, call } = run;
  const { path, ...place } = placeOf(run);
  const attempt = `Cannot delete the deployment ${place.name} of ${place.endpoint}`;
  return settle({
    run,
    attempt,
    async look() {
      const found = await findDeployment(client, place, call);
      if (found === undefined) return { is: 'as wanted' };
      const state = found.properties.provisioningState;
      return state === 'Deleting' ? { is: 'at work', detail: state } : { is: 'not as wanted' };
    },
    begin: () => client.send({ method: 'DELETE', path, attempt }, call),
  });
}
