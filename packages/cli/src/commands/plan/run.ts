import { isNoChange, plan, type Plan, policyOf } from '@torchrelay/core';

import type { Handler } from '../../command-line/command.ts';
import type { Setting } from '../../config/setting.ts';
import { deployOptions } from '../../deploying/deploy-options.ts';
import { watchOperation } from '../../deploying/watch-operation.ts';
import { exitCodes } from '../../errors/exit-code.ts';
import { openDeployable } from '../../models/open-deployable.ts';
import { show } from '../../output/show.ts';
import { describePlan } from '../../plan/describe-plan.ts';
import { describeSettings } from '../../plan/describe-settings.ts';
import { openTarget } from '../../targets/open-target.ts';
import type { PlanValues } from './command.ts';

/** What `plan --json` prints. */
export interface PlanDocument {
  readonly changes: boolean;
  readonly plan: Plan;
  /** What was planned with, and where each value was said. */
  readonly settings: readonly Setting[];
}

export const run: Handler<PlanValues> = async (values, context) => {
  const { target } = await openTarget(values.target);
  const { abortSignal } = context;
  const { file, trainedOn } = values;
  const { model, options: own } = await openDeployable({ file, trainedOn, target, abortSignal });
  const options = { ...own, ...(await deployOptions(values)) };
  const { result } = await watchOperation({ context, question: '', mustAsk: false }, (watched) =>
    plan(model, target, { ...options, ...watched }),
  );
  if (values.policy) {
    context.out.line(JSON.stringify(policyOf(result, target), null, 2));
    return undefined;
  }
  const changes = !isNoChange(result);
  show(context, {
    document: { changes, plan: result, settings: context.settings } satisfies PlanDocument,
    lines: () => {
      const page = { ...context.out, symbols: context.symbols, now: Date.now() };
      return [...describeSettings(context.settings, page), ...describePlan(result, page)];
    },
  });
  if (changes) context.err.line('\nTo do it, run the same with deploy in place of plan.');
  return changes && values.exitCode ? exitCodes.changesPending : undefined;
};
