import type { Plan, TrainingPlan } from '@torchrelay/core';

import type { CommandContext } from '../command-line/command-context.ts';
import { CommandError } from '../errors/command-error.ts';
import type { StatusLine } from '../output/status-line.ts';
import { describePlan } from './describe-plan.ts';
import { describeTrainingPlan } from './describe-training-plan.ts';

/**
 * Shows a plan and, where it has to be, asks. Core calls it only with something to do: nobody is ever asked
 * about nothing.
 */
export function consentTo({
  question,
  mustAsk,
  status,
  context: { err, ask, symbols },
}: {
  readonly question: string | ((plan: Plan | TrainingPlan) => string);
  readonly mustAsk: boolean | ((plan: Plan | TrainingPlan) => boolean);
  readonly status: StatusLine;
  readonly context: Pick<CommandContext, 'err' | 'ask' | 'symbols'>;
}): (plan: Plan | TrainingPlan) => Promise<boolean> {
  return async (plan) => {
    status.clear();
    const page = { ...err, symbols, now: Date.now() };
    const lines =
      plan.verb === 'train' ? describeTrainingPlan(plan, page) : describePlan(plan, page);
    err.line(['', ...lines, ''].join('\n'));
    if (!(typeof mustAsk === 'function' ? mustAsk(plan) : mustAsk)) return true;
    if (ask === undefined) throw nobodyToAsk(plan);
    return ask(typeof question === 'string' ? question : question(plan));
  };
}

function nobodyToAsk({ verb }: Plan | TrainingPlan): CommandError {
  return new CommandError({
    code: 'CONFIRMATION_NEEDED',
    message: `This ${verb} has to be confirmed, and there is no terminal to ask on. Nothing was changed.`,
    hint: 'Pass --yes to agree beforehand.',
  });
}
