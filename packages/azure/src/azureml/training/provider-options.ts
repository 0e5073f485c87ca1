import type { Json } from '@torchrelay/core/target';

import type { CommandJob } from '../schemas.ts';

/** Without them a job would not be ours, or not the one that was planned. */
export const ownFields: ReadonlySet<string> = new Set([
  'jobType',
  'command',
  'codeId',
  'computeId',
  'distribution',
  'inputs',
  'outputs',
  'queueSettings',
]);

/**
 * Fields of a command job in Azure's own words, laid over what torchrelay asks for, one level deep:
 * `{ resources: { shmSize: '200g' }, description: 'tuesday' }`.
 */
export function withProviderOptions(job: CommandJob, options: Json): CommandJob {
  if (!isObject(options)) return job;
  const given = Object.entries(options).map(([field, value]): [string, unknown] => {
    const ours: unknown = job[field as keyof CommandJob];
    return [field, isObject(ours) && isObject(value) ? { ...ours, ...value } : value];
  });
  return { ...job, ...Object.fromEntries(given) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
