import type { TrainSpec } from '@torchrelay/core/target';

import type { Job } from '../schemas.ts';

type Strings = Readonly<Record<string, string>>;

const prefix = 'torchrelay:';

/** By which a job is known to be ours. @param more the user's own */
export function jobTags(
  { name, digest, attempt }: Pick<TrainSpec, 'name' | 'digest' | 'attempt'>,
  store: string,
  more: Strings = {},
): Strings {
  const ours = Object.entries({ name, job: digest, attempt: String(attempt), store });
  return { ...more, ...Object.fromEntries(ours.map(([key, value]) => [prefix + key, value])) };
}

/** What the tags say that it is an attempt of; `undefined` where it is not ours. */
export function jobOfTags({
  properties: { tags },
}: Job): { readonly name: string; readonly digest: string } | undefined {
  const [name, digest] = [tags?.[`${prefix}name`], tags?.[`${prefix}job`]];
  return name === undefined || digest?.startsWith('sha256:') !== true
    ? undefined
    : { name, digest };
}
