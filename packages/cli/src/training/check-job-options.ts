import { CommandError } from '../errors/command-error.ts';

/** Deployments have releases and no attempts. */
export function checkJobOptions({
  job,
  attempt,
}: {
  readonly job: boolean;
  readonly attempt: number | undefined;
}): void {
  if (job || attempt === undefined) return;
  throw new CommandError({
    message: '--attempt is about training jobs.',
    hint: `Write --job --attempt ${attempt}`,
  });
}
