import type { Plan } from '@torchrelay/core';

import type { CommandContext } from '../command-line/command-context.ts';
import { CommandError } from '../errors/command-error.ts';
import type { StatusLine } from '../output/status-line.ts';
import { describePlan } from './describe-plan.ts';

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
  readonly question: string;
  readonly mustAsk: boolean;
  readonly status: StatusLine;
  readonly context: Pick<CommandContext, 'err' | 'ask' | 'symbols'>;
}): (plan: Plan) => Promise<boolean> {
  return async (plan) => {
    status.clear();
    err.line(['', ...describePlan(plan, { ...err, symbols, now: Date.now() }), ''].join('\n'));
    if (!mustAsk) return true;
    if (ask === undefined) throw nobodyToAsk(plan);
    return ask(question);
  };
}

function nobodyToAsk({ verb }: Plan): CommandError {
  return new CommandError({
    code: 'CONFIRMATION_NEEDED',
    message: `This ${verb} has to be confirmed, and there is no terminal to ask on. Nothing was changed.`,
    hint: 'Pass --yes to agree beforehand.',
  });
}
