import type { StepResult } from '@torchrelay/core/target';

import { type AutoscalingRule, autoscaleSetting } from '../autoscaling/autoscale-setting.ts';
import { tagsOf } from '../tags.ts';
import { done, type StepRun, textOf } from './step-run.ts';

/** In a resource group, whatever they scale: so the name says all of it. */
function pathOf(run: StepRun): string {
  const { client, step } = run;
  const name = ['torchrelay', client.workspace, textOf(run, 'endpoint'), step.target].join('-');
  return `Microsoft.Insights/autoscalesettings/${name}`;
}

/** One request: writing it again is the same. */
export async function doAutoscale(run: StepRun): Promise<StepResult> {
  const { step, client, call, settings, place, storeLocation } = run;
  const endpoint = textOf(run, 'endpoint');
  const body = autoscaleSetting({
    rule: call.inputs['rule'] as AutoscalingRule,
    deploymentId: `${client.workspaceId}/onlineEndpoints/${endpoint}/deployments/${step.target}`,
    location: place.location,
    tags: tagsOf({ name: endpoint, store: storeLocation }, settings.tags),
  });
  const attempt = `Cannot set the rule of autoscaling for ${step.target} of ${endpoint}`;
  await client.send({ method: 'PUT', path: pathOf(run), body, attempt }, call);
  return done;
}

/** What is not there is removed already. */
export async function doDeleteAutoscaling(run: StepRun): Promise<StepResult> {
  const { step, client, call } = run;
  const attempt = `Cannot remove the rule of autoscaling for ${step.target}`;
  await client.find({ method: 'DELETE', path: pathOf(run), attempt }, call);
  return done;
}
