import { checkName, scale, type Scaling } from '@torchrelay/core';

import type { Handler } from '../../command-line/command.ts';
import { operationGoesOn } from '../../deploying/operation-goes-on.ts';
import { scalingOption } from '../../deploying/scaling-option.ts';
import { watchOperation } from '../../deploying/watch-operation.ts';
import { CommandError } from '../../errors/command-error.ts';
import { describeRule } from '../../output/describe-rule.ts';
import { countOf } from '../../output/quantities.ts';
import { show } from '../../output/show.ts';
import { openTarget } from '../../targets/open-target.ts';
import type { ScaleValues } from './command.ts';

/** What `scale --json` prints. */
export interface ScaleDocument extends Scaling {
  readonly name: string;
}

export const run: Handler<ScaleValues> = async (values, context) => {
  const name = checkName(values.name);
  const options = scalingOption(values);
  if (Object.keys(options).length !== 1) throw notOne();
  const { target, uri, isFree } = await openTarget(values.target);
  const { result } = await watchOperation(
    {
      context,
      question: 'Scale it?',
      mustAsk: !isFree && !values.yes,
      whenStopped: (events) => operationGoesOn({ uri, events }),
    },
    (watched) => scale(name, target, { ...watched, ...options }),
  );
  show(context, {
    document: { name, ...result } satisfies ScaleDocument,
    lines: () => [describe(name, result)],
  });
  return undefined;
};

function notOne(): CommandError {
  return new CommandError({
    message: 'Scaling needs either a number of instances, or a rule.',
    hint: 'Write --instances 3, or --max-instances 4 --requests-per-minute 600',
  });
}

function describe(name: string, { instances, autoscaling }: Scaling): string {
  const rule =
    autoscaling === undefined ? '' : `, and scales by its rule: ${describeRule(autoscaling)}`;
  return `${name} serves on ${countOf(instances, 'instance')}${rule}.`;
}
