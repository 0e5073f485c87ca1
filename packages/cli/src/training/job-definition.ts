import { basename, resolve } from 'node:path';

import { type JobDefinition, type MetricPatterns, nameFrom } from '@torchrelay/core';

import type { TrainValues } from '../commands/train/command.ts';
import { CommandError } from '../errors/command-error.ts';

/** The SDK's job of what was said on the command line. What was not said is left out. */
export function jobDefinition(values: TrainValues): JobDefinition {
  const { folder, entry, name, args, data, env, secret, exclude, region } = values;
  const { nodes, processesPerNode, gpusPerNode, accelerator, image, maxUsdPerHour } = values;
  const { maxRunTime: maxRunTimeInMs, maxWait: maxWaitInMs } = values;
  return {
    name: name ?? nameFrom(basename(resolve(folder))),
    source: folder,
    entry,
    ...(args.length > 0 && { args }),
    ...(data.length + values.stream.length > 0 && { data: dataOf(values) }),
    ...(env.length > 0 && { environment: Object.fromEntries(env) }),
    ...(secret.length > 0 && { secrets: Object.fromEntries(secret) }),
    ...(exclude.length > 0 && { excludes: exclude }),
    ...(region.length > 0 && { regions: region }),
    ...(nodes !== undefined && { nodes }),
    ...(processesPerNode !== undefined && { processesPerNode }),
    ...(gpusPerNode !== undefined && { gpusPerNode }),
    ...(accelerator !== undefined && { accelerator }),
    ...(image !== undefined && { image }),
    ...(maxUsdPerHour !== undefined && { maxUsdPerHour }),
    ...(values.allowUnknownPrice && { allowUnknownPrice: true }),
    ...(values.spot && { spot: true }),
    ...(maxRunTimeInMs !== undefined && { maxRunTimeInMs }),
    ...(maxWaitInMs !== undefined && { maxWaitInMs }),
  };
}

function dataOf({ data, stream }: TrainValues): NonNullable<JobDefinition['data']> {
  const unknown = stream.find((name) => !data.some(([known]) => known === name));
  if (unknown !== undefined) {
    throw new CommandError({
      message: `--stream ${unknown} names no data.`,
      hint: `Say where they are: --data ${unknown}=PLACE`,
    });
  }
  return Object.fromEntries(
    data.map(([name, from]) => [name, stream.includes(name) ? { from, mode: 'stream' } : from]),
  );
}

/** @throws CommandError where a pattern is none */
export function metricPatterns({ metric }: Pick<TrainValues, 'metric'>): MetricPatterns {
  return Object.fromEntries(metric.map(([name, pattern]) => [name, patternOf(name, pattern)]));
}

function patternOf(name: string, pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch (cause) {
    throw new CommandError({
      message: `--metric ${name} is no regular expression: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: `Write one with a group around the number: --metric '${name}=${name} ([0-9.]+)'`,
      cause,
    });
  }
}
