import { servingOf } from '../apply/context.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { checkName } from '../names/name.ts';
import type { LogLine, LogOptions } from '../target/resource.ts';
import type { Target } from '../target/target.ts';
import type { VerbOptions } from './verb-options.ts';

/**
 * What the servers of a deployment wrote, oldest first.
 *
 * @throws TorchrelayError `NAME_INVALID`, `LOGS_UNSUPPORTED`, when the first line is asked for
 * @example
 * for await (const { time, text } of logs('resnet50', target, { tail: 100, follow: true, abortSignal }))
 *   console.log(new Date(time).toISOString(), text);
 */
export async function* logs(
  name: string,
  target: Target,
  { abortSignal, ...options }: LogOptions & Pick<VerbOptions, 'abortSignal'> = {},
): AsyncIterable<LogLine> {
  checkName(name);
  const serving = servingOf(target);
  if (serving.doLogs === undefined) throw unsupported(target.provider);
  yield* serving.doLogs(name, options, { abortSignal });
}

function unsupported(provider: string): TorchrelayError {
  return new TorchrelayError({
    code: 'LOGS_UNSUPPORTED',
    message: `The target "${provider}" has no logs.`,
    hint: 'Look at the logs of the platform itself.',
  });
}
