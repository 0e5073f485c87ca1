import { TorchrelayError } from '../errors/torchrelay-error.ts';

/** What is wrong with a job's definition, before anything was asked or sent. */
export function jobInvalid(
  message: string,
  hint: string,
  data: Readonly<Record<string, unknown>> = {},
): TorchrelayError {
  return new TorchrelayError({ code: 'JOB_INVALID', message, hint, data });
}
