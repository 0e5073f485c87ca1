import { acceleratorFamily, type Sharding } from '@torchrelay/core';
import type { Need } from '@torchrelay/core/target';

import { catalogues } from '../../catalogues/catalogues.ts';
import type { Handler } from '../../command-line/command.ts';
import { columnsFor } from '../../output/channel.ts';
import { show } from '../../output/show.ts';
import { wrap } from '../../output/width.ts';
import { formatAmount } from './amount.ts';
import type { EstimateValues } from './command.ts';
import { chartLines, describeRange, memoryLines, remarkLines } from './describe-estimate.ts';
import { estimateRows, type EstimateRow } from './estimate-rows.ts';
import { type GpuPrice, lowestGpuPrice } from './gpu-price.ts';

/** The training that is asked about; its shape as far as it was said. */
export interface EstimatedJob {
  readonly parameters: number;
  readonly tokens: number;
  readonly accelerator: string;
  readonly sharding: Sharding;
  readonly microBatchSize: number;
  readonly sequenceLength: number;
  readonly activationCheckpointing: boolean;
  readonly shape: { readonly layers?: number; readonly hiddenSize?: number };
  readonly usdPerGpuHour?: number;
}

/** What `estimate --json` prints. */
export interface EstimateDocument {
  /** As it was asked for. */
  readonly job: EstimatedJob;
  /** Absent where none is known. */
  readonly price?: GpuPrice;
  /** The number of GPUs that was asked for, or the fewest that it fits on. */
  readonly gpus: number;
  /** Ordered by the number of GPUs; bytes, hours, days, and US dollars. */
  readonly rows: readonly EstimateRow[];
}

export const run: Handler<EstimateValues> = async (values, context) => {
  const { out, err, symbols } = context;
  const price = await priceOf(values);
  const job = jobOf(values, price);
  const { chosen, rows } = estimateRows(job, values.gpus);
  const document: EstimateDocument = {
    job,
    ...(price !== undefined && { price }),
    gpus: chosen.gpus,
    rows,
  };
  const columns = columnsFor(out);
  const page = { columns, style: out.style, symbols };
  show(context, {
    document,
    lines: () => [
      ...wrap(headline(values, chosen), columns),
      '',
      ...memoryLines(chosen, page),
      '',
      ...chartLines(rows, page),
      '',
      ...remarkLines(chosen.estimate).flatMap((line) => wrap(line, columns)),
    ],
  });
  const sums = [priceLine(price, chosen), ...advice(chosen)];
  err.line(['', ...sums.flatMap((line) => wrap(line, columnsFor(err)))].join('\n'));
  return undefined;
};

function jobOf(values: EstimateValues, price: GpuPrice | undefined): EstimatedJob {
  const { layers, hiddenSize } = values;
  return {
    parameters: values.parameters,
    tokens: values.tokens,
    accelerator: values.accelerator,
    sharding: values.sharding,
    microBatchSize: values.microBatchSize,
    sequenceLength: values.sequenceLength,
    activationCheckpointing: values.checkpointActivations,
    shape: {
      ...(layers !== undefined && { layers }),
      ...(hiddenSize !== undefined && { hiddenSize }),
    },
    ...(price !== undefined && { usdPerGpuHour: price.usdPerGpuHour }),
  };
}

/** What the user says, or else the lowest price of a machine with eight of them that clouds train on. */
async function priceOf({ usdPerHour, accelerator }: EstimateValues): Promise<GpuPrice | undefined> {
  if (usdPerHour !== undefined) return { usdPerGpuHour: usdPerHour, source: '--usd-per-hour' };
  const [kind] = acceleratorFamily(accelerator);
  if (kind === undefined) return undefined;
  const need: Need = { purpose: 'training', accelerator: 'auto', memoryBytes: 0, nodes: 1 };
  const offers = await Promise.all(catalogues.map((catalogue) => catalogue.offers({ need })));
  return lowestGpuPrice(offers.flat(), `${kind.kind}:8`);
}

function headline(
  { parameters, tokens, accelerator, layers, hiddenSize }: EstimateValues,
  { estimate: { shape } }: EstimateRow,
): string {
  const guessed = layers === undefined || hiddenSize === undefined ? ' (guessed)' : '';
  return `${formatAmount(parameters)} parameters in ${shape.layers} layers of ${shape.hiddenSize}${guessed}, ${formatAmount(tokens)} tokens, on ${accelerator}`;
}

function priceLine(price: GpuPrice | undefined, { gpus, estimate }: EstimateRow): string {
  if (price === undefined || estimate.costInUsd === undefined) {
    return 'No catalogue has a price of it: give --usd-per-hour.';
  }
  return `At $${price.usdPerGpuHour.toFixed(2)} for a GPU and hour (${price.source}) ${gpus} GPUs cost ${describeRange(estimate.costInUsd)}.`;
}

function advice({ estimate: { fit } }: EstimateRow): string[] {
  return fit === 'too large'
    ? ['It does not fit: share more (--sharding zero3), or keep less (--checkpoint-activations).']
    : [];
}
