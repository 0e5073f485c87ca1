import { acceleratorMatcher } from '@torchrelay/core';
import type { Need, Offer } from '@torchrelay/core/target';

import { type Catalogue, catalogues } from '../../catalogues/catalogues.ts';
import type { Handler } from '../../command-line/command.ts';
import { CommandError } from '../../errors/command-error.ts';
import { formatAge } from '../../output/age.ts';
import { columnsFor } from '../../output/channel.ts';
import { show } from '../../output/show.ts';
import { wrap } from '../../output/width.ts';
import { cheapestRegions, type GpuRow, inOrder } from './cheapest-regions.ts';
import type { GpusValues } from './command.ts';
import { gpuTable } from './gpu-table.ts';

/** What `gpus --json` prints. */
export interface GpusDocument {
  readonly rows: readonly GpuRow[];
}

export const run: Handler<GpusValues> = async (values, context) => {
  const { out, err } = context;
  const asked = catalogues.filter(({ provider }) => (values.cloud ?? provider) === provider);
  const found = await Promise.all(asked.map((catalogue) => rowsOf(catalogue, values)));
  const rows = inOrder(found.flat());
  if (rows.length === 0) throw nothingFound(values);
  show(context, {
    document: { rows } satisfies GpusDocument,
    lines: () => gpuTable(rows, out.style, columnsFor(out)),
  });
  const sources = sourcesOf(rows, Date.now()).flatMap((line) => wrap(line, columnsFor(err)));
  err.line(['', ...sources].join('\n'));
  return undefined;
};

async function rowsOf(
  { provider, offers }: Catalogue,
  { filter, region, training }: GpusValues,
): Promise<readonly GpuRow[]> {
  const need: Need = {
    purpose: training ? 'training' : 'serving',
    accelerator: 'auto',
    memoryBytes: 0,
    nodes: 1,
  };
  const matches = filter === 'gpu' ? hasGpu : acceleratorMatcher(filter);
  const all = await offers({ need, regions: region.length > 0 ? region : undefined });
  return cheapestRegions(provider, all.filter(matches));
}

function hasGpu({ accelerator }: Offer): boolean {
  return accelerator !== undefined;
}

/** Where the prices are from, and how old they are. */
function sourcesOf(rows: readonly GpuRow[], now: number): readonly string[] {
  const lines = rows.flatMap(({ offer: { usdPerHour } }) =>
    usdPerHour.known ? [`${usdPerHour.source}, ${formatAge(usdPerHour.asOf, now)}`] : [],
  );
  return [...new Set(lines)].toSorted().map((line) => `Prices: ${line}`);
}

function nothingFound({ filter, region }: GpusValues): CommandError {
  const where = region.length > 0 ? ` in ${region.join(', ')}` : '';
  return new CommandError({
    code: 'NO_OFFER',
    message: `No catalogue has "${filter}"${where}.`,
    hint: 'See all there are: torchrelay gpus',
  });
}
