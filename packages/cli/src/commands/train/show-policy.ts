import { type JobDefinition, planTraining, policyOf } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

import type { CommandContext } from '../../command-line/command-context.ts';
import { watchOperation } from '../../deploying/watch-operation.ts';

/** What starting the job, following it and forgetting it takes, whether it is done already or not. */
export async function showPolicy(
  definition: JobDefinition,
  target: Target,
  context: CommandContext,
): Promise<undefined> {
  const { result } = await watchOperation({ context, question: '', mustAsk: false }, (watched) =>
    planTraining(definition, target, { ...watched, fresh: true }),
  );
  // Begun anew, there is always something to start.
  if (result === undefined) throw new Error('There is no plan of a job that is begun anew.');
  context.out.line(JSON.stringify(policyOf(result, target), null, 2));
  return undefined;
}
