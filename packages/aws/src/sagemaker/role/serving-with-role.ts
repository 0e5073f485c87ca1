import type {
  Call,
  Deployment,
  Serving,
  Step,
  StepCall,
  StepResult,
} from '@torchrelay/core/target';

import type { AwsPlace } from '../aws-place.ts';
import { ifOurs } from '../observe/if-ours.ts';
import type { SagemakerSettings } from '../sagemaker-settings.ts';
import { checkRole } from './check-role.ts';
import { doRoleStep } from './do-role-step.ts';
import { grantsOf } from './grants.ts';
import { iamClient } from './iam-request.ts';
import { listRoles, observeRole, type RolePlace } from './observe-role.ts';
import { roleArnOf } from './role-name.ts';
import { untilRoleIsKnown } from './until-role-is-known.ts';
import { deploymentWithRole, roleKind, stepsWithRole } from './with-role.ts';

export interface RoleContext {
  readonly settings: SagemakerSettings;
  readonly findPlace: (call: Call) => Promise<AwsPlace>;
  /** `s3://bucket/prefix`, without a slash at the end. */
  readonly storeLocation: (call: Call) => Promise<string>;
}

/** Serving, and the role that SageMaker takes on for it: the given one is checked, else one is made and removed. */
export function servingWithRole(serving: Serving, context: RoleContext): Serving {
  const { settings } = context;
  const iam = iamClient(settings);
  const placeFor = async (call: Call): Promise<AwsPlace & RolePlace> => ({
    ...(await context.findPlace(call)),
    iam,
  });
  let checked: string | undefined;

  async function observe(name: string, call: Call): Promise<Deployment | undefined> {
    const place = await placeFor(call);
    const found = await serving.doObserve(name, call);
    return deploymentWithRole({
      found,
      role: await observeRole(name, place, call),
      name,
      ...place,
    });
  }

  return {
    ...serving,
    doObserve: observe,
    async *doList(call) {
      const place = await placeFor(call);
      const rest = new Set(await listRoles(place, call));
      for await (const found of serving.doList(call)) {
        const { name } = found;
        // Nobody is asked about one that is not in the list.
        const role = rest.delete(name) ? await observeRole(name, place, call) : null;
        yield deploymentWithRole({ found, role, name, ...place }) ?? found;
      }
      for (const name of rest) {
        const found = await ifOurs(observe(name, call));
        if (found !== undefined) yield found;
      }
    },
    plan: (want, live) => stepsWithRole(serving.plan(want, live), { want, live, settings }),
    async doCheck(want, call) {
      await serving.doCheck?.(want, call);
      const { role } = settings;
      const isChecked = checked === role && settings.mode !== 'async';
      if (role === undefined || isChecked) return;
      const isOwnBucket = settings.bucket === undefined;
      const storeLocation = await context.storeLocation(call);
      const place = await placeFor(call);
      const writesAnswersOf = settings.mode === 'async' ? want.name : undefined;
      const { topics = [] } = grantsOf(want, settings);
      await checkRole({ role, place, storeLocation, isOwnBucket, writesAnswersOf, topics, call });
      checked = role;
    },
    async doStep(step, call) {
      const place = await placeFor(call);
      if (step.kind !== roleKind) return doOtherStep({ serving, settings, place, step, call });
      const storeLocation = await context.storeLocation(call);
      return doRoleStep({ step, call, place, settings, storeLocation });
    },
  };
}

/** Those that name a role are told which. */
async function doOtherStep({
  serving,
  settings,
  place,
  step,
  call,
}: {
  readonly serving: Serving;
  readonly settings: SagemakerSettings;
  readonly place: RolePlace;
  readonly step: Step;
  readonly call: StepCall;
}): Promise<StepResult> {
  if (step.kind !== 'model' || step.action !== 'create') return serving.doStep(step, call);
  if (settings.role !== undefined) return serving.doStep(step, withInput(call, settings.role));
  const { name } = call.inputs['spec'] as { readonly name: string };
  const known = withInput(call, roleArnOf({ name, ...place }));
  return untilRoleIsKnown(call, () => serving.doStep(step, known));
}

function withInput(call: StepCall, role: string): StepCall {
  return { ...call, inputs: { ...call.inputs, role } };
}
