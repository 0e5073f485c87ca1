import { checkName, forgetTraining, TorchrelayError, trainingRun } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

import type { CommandContext } from '../../command-line/command-context.ts';
import { CommandError } from '../../errors/command-error.ts';
import { show } from '../../output/show.ts';
import { openTarget } from '../../targets/open-target.ts';
import type { DestroyValues } from './command.ts';
import { elsewhere } from './elsewhere.ts';
import type { DestroyDocument } from './run.ts';

/** Removes everything of a training job. */
export async function forgetJob(
  { name, yes, target: uri }: DestroyValues,
  context: CommandContext,
): Promise<undefined> {
  const { abortSignal } = context;
  const { target } = await openTarget(uri);
  const destroyed = await wasTrained(checkName(name), target, abortSignal);
  if (destroyed && !yes) await confirm(name, context);
  await forgetTraining(name, target, { abortSignal });
  show(context, {
    document: { name, destroyed } satisfies DestroyDocument,
    lines: () => [
      destroyed
        ? `The job ${name} is gone, with its checkpoints and results.`
        : `There is no job ${name} on ${target.provider}: nothing to remove.`,
    ],
  });
  if (!destroyed && uri === 'local') context.err.line(elsewhere(`destroy ${name} --job`));
  return undefined;
}

async function wasTrained(
  name: string,
  target: Target,
  abortSignal: AbortSignal,
): Promise<boolean> {
  try {
    await trainingRun(name, target, { abortSignal });
    return true;
  } catch (error) {
    if (TorchrelayError.isInstance(error) && error.code === 'RUN_NOT_FOUND') return false;
    throw error;
  }
}

async function confirm(name: string, { ask }: CommandContext): Promise<void> {
  if (ask === undefined) {
    throw new CommandError({
      code: 'CONFIRMATION_NEEDED',
      message: `Removing the job ${name} has to be confirmed, and there is no terminal to ask on. Nothing was changed.`,
      hint: 'Pass --yes to agree beforehand.',
    });
  }
  if (await ask(`Remove the job ${name}, its checkpoints and its results for good?`)) return;
  throw new CommandError({ code: 'DECLINED', message: 'Declined; nothing was changed.' });
}
