import { servingOf } from '../apply/context.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { LogLine, LogOptions } from '../target/resource.ts';
import type { Target } from '../target/target.ts';
import type { VerbOptions } from './verb-options.ts';

/** What the servers of a deployment wrote, oldest first. */
export function logs(
  name: string,
  target: Target,
  { abortSignal, ...options }: LogOptions & Pick<VerbOptions, 'abortSignal'> = {},
): AsyncIterable<LogLine> {
  const serving = servingOf(target);
  if (serving.doLogs !== undefined) return serving.doLogs(name, options, { abortSignal });
  throw new TorchrelayError({
    code: 'LOGS_UNSUPPORTED',
    message: `The target "${target.provider}" has no logs.`,
  });
}
