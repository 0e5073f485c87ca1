import type { DataDefinition, JobDefinition } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

import { CommandError } from '../errors/command-error.ts';
import { dataPlaces } from './data-places.ts';

/** The job with a copy of each of its data that the target cannot read, where that was asked for. */
export async function withCopies(
  definition: JobDefinition,
  { copyData }: { readonly copyData: boolean },
  { training }: Pick<Target, 'training'>,
): Promise<JobDefinition> {
  if (!copyData || definition.data === undefined) return definition;
  const schemes = training?.capabilities.dataSchemes ?? [];
  const entries = Object.entries(definition.data).map(
    async ([name, data]) => [name, await copied(data, schemes)] as const,
  );
  return { ...definition, data: Object.fromEntries(await Promise.all(entries)) };
}

async function copied(data: DataDefinition, schemes: readonly string[]): Promise<DataDefinition> {
  const { from, ...mode } = typeof data === 'object' && 'from' in data ? data : { from: data };
  if (typeof from !== 'string') return data;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(from)?.[1]?.toLowerCase();
  if (scheme === undefined || schemes.includes(scheme)) return data;
  const place = dataPlaces.find(({ matches }) => matches(from));
  if (place !== undefined) return { from: await place.open(from), ...mode };
  const usages = dataPlaces.map(({ usage }) => `\n  ${usage}`).join('');
  throw new CommandError({
    message: `Data cannot be copied from ${from.replace(/[?#].*$/s, '')}.`,
    hint: `Name one of these places, or a folder of this machine:${usages}`,
  });
}
