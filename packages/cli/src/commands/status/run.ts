import { checkName, type EndpointStatus, status } from '@torchrelay/core';
import type { TensorSpec } from '@torchrelay/core/target';

import type { Handler } from '../../command-line/command.ts';
import { columnsFor } from '../../output/channel.ts';
import type { Page } from '../../output/page.ts';
import { paintState } from '../../output/paint-state.ts';
import { formatBytes } from '../../output/quantities.ts';
import { show } from '../../output/show.ts';
import { formatPairs, formatTable } from '../../output/table.ts';
import { shortId } from '../../plan/short-id.ts';
import { openTarget, targetOption } from '../../targets/open-target.ts';
import type { StatusValues } from './command.ts';
import { checkJobOptions } from '../../training/check-job-options.ts';
import { showJob } from './show-job.ts';
import { operatingPairs } from './operating-pairs.ts';

type Pair = readonly [key: string, value: string];

export const run: Handler<StatusValues> = async (values, context) => {
  checkJobOptions(values);
  const { name, target: uri } = values;
  if (values.job) return showJob(values, context);
  const { out, err, symbols, abortSignal } = context;
  const { target } = await openTarget(uri);
  const found = await status(checkName(name), target, { abortSignal });
  const page = { style: out.style, symbols };
  show(context, {
    document: found satisfies EndpointStatus,
    lines: () => [
      ...formatPairs(describe(found, page), out.style.dim, columnsFor(out)),
      '',
      ...resourceLines(found),
    ],
  });
  err.line(`\nIts logs: torchrelay logs ${name}${targetOption(uri)}`);
  return undefined;
};

function describe(found: EndpointStatus, { style, symbols }: Omit<Page, 'columns'>): Pair[] {
  const { name, state, detail, provider, scope, url, deployment } = found;
  const because = detail === undefined ? '' : `: ${detail}`;
  return [
    ['name', style.bold(name)],
    ['state', paintState(state, style) + because],
    ['target', `${provider}, ${scope}`],
    ...(url === undefined ? [] : [['url', url] as const]),
    ...(deployment.serving === undefined
      ? []
      : [
          [
            'runs on',
            `${deployment.serving.instances} ${symbols.times} ${deployment.serving.offerId}`,
          ] as const,
        ]),
    ...operatingPairs(found, Date.now()),
    ...releasePairs(found),
  ];
}

function releasePairs({ release }: EndpointStatus): Pair[] {
  if (release === undefined) return [['release', 'none yet']];
  const { number, createdAt, actor, spec } = release;
  const { artifactDigest, entries, signature } = spec.package;
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  return [
    ['release', `${number}, ${createdAt} by ${actor}`],
    ['model', `${shortId(artifactDigest)}, ${formatBytes(size)}`],
    ['inputs', signature.inputs.map(describeSpec).join(', ')],
    ['outputs', signature.outputs.map(describeSpec).join(', ')],
  ];
}

function describeSpec({ name, datatype, shape }: TensorSpec): string {
  return `${name} ${datatype}[${shape.join(',')}]`;
}

function resourceLines({ deployment }: EndpointStatus): string[] {
  const rows = deployment.resources.map(({ kind, id, state }) => [kind, shortId(id), state]);
  const columns = [{ title: '' }, { title: '' }, { title: '' }];
  return formatTable({ columns, rows }).slice(1);
}
