import type { TrainSpec } from '@torchrelay/core/target';

import type { Tag } from '../tags.ts';

const prefix = 'torchrelay:';

/** By which a job is known to be ours. @param more the user's own */
export function jobTags(
  { name, digest, attempt }: Pick<TrainSpec, 'name' | 'digest' | 'attempt'>,
  store: string,
  more: Readonly<Record<string, string>> = {},
): Tag[] {
  const ours = Object.entries({ name, job: digest, attempt: String(attempt), store });
  return [
    ...ours.map(([key, Value]) => ({ Key: prefix + key, Value })),
    ...Object.entries(more).map(([Key, Value]) => ({ Key, Value })),
  ];
}

export function isJobOfOurs(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): boolean {
  return tags.some(({ Key, Value }) => Key === `${prefix}job` && Value?.startsWith('sha256:'));
}

/** The job's name that an attempt's own name begins with, if it is one of ours. */
export function jobNameOf(id: string): string | undefined {
  return /^(.+)-[0-9a-f]{12}-\d+$/.exec(id)?.[1];
}
