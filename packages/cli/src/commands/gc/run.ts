import { gc, type GcOptions, type GcResult } from '@torchrelay/core';

import type { CommandContext } from '../../command-line/command-context.ts';
import type { Handler } from '../../command-line/command.ts';
import { CommandError } from '../../errors/command-error.ts';
import { countOf, formatBytes } from '../../output/quantities.ts';
import { show } from '../../output/show.ts';
import { shortId } from '../../plan/short-id.ts';
import { openTarget, targetOption } from '../../targets/open-target.ts';
import type { GcValues } from './command.ts';

/** What `gc --json` prints. */
export interface GcDocument extends GcResult {
  /** Whether it was only said, and nothing removed. */
  readonly dryRun: boolean;
}

export const run: Handler<GcValues> = async (values, context) => {
  const { dryRun, olderThan, keep, yes } = values;
  const { target } = await openTarget(values.target);
  const options: GcOptions = {
    abortSignal: context.abortSignal,
    ...(olderThan !== undefined && { olderThanInMs: olderThan }),
    ...(keep !== undefined && { keepReleases: keep }),
  };
  const found = await gc(target, { ...options, dryRun: true });
  const mustAsk = !dryRun && !yes && !isEmpty(found);
  if (mustAsk) await confirm(found, context);
  const removed = dryRun ? found : await gc(target, options);
  show(context, {
    document: { ...removed, dryRun } satisfies GcDocument,
    lines: () =>
      mustAsk ? [summary(removed, dryRun)] : [...describe(removed), summary(removed, dryRun)],
  });
  if (dryRun && !isEmpty(found)) context.err.line(toDoIt(values.target));
  return undefined;
};

function toDoIt(uri: string): string {
  return `\nTo do it, with the same options: torchrelay gc${targetOption(uri)}`;
}

async function confirm(found: GcResult, { err, ask }: CommandContext): Promise<void> {
  if (ask === undefined) {
    throw new CommandError({
      code: 'CONFIRMATION_NEEDED',
      message:
        'Removing has to be confirmed, and there is no terminal to ask on. Nothing was changed.',
      hint: 'Pass --yes to agree beforehand, or --dry-run to see what would go.',
    });
  }
  err.line(describe(found).join('\n'));
  if (await ask('Remove it for good?')) return;
  throw new CommandError({ code: 'DECLINED', message: 'Declined; nothing was changed.' });
}

function isEmpty({ deployments, expired, packages, unused, uploads }: GcResult): boolean {
  return [deployments, expired, packages, unused, uploads].every(({ length }) => length === 0);
}

function describe({ deployments, expired, packages, unused, uploads }: GcResult): string[] {
  return [
    ...expired.map((name) => `- deployment ${name}, whose time is over`),
    ...deployments.map((name) => `- deployment ${name}`),
    ...packages.map(({ digest, size }) => `- package ${shortId(digest)}  ${formatBytes(size)}`),
    ...unused.map(({ prefix, size }) => `- ${prefix} of no job  ${formatBytes(size)}`),
    ...uploads.map(({ key }) => `- unfinished upload of ${key}`),
  ];
}

function summary(result: GcResult, dryRun: boolean): string {
  if (isEmpty(result)) return 'Nothing to remove.';
  const { packages, unused, uploads } = result;
  const deployments = [...result.deployments, ...result.expired];
  const size = packages.reduce((sum, each) => sum + each.size, 0);
  const parts = [
    ...(deployments.length > 0 ? [countOf(deployments.length, 'deployment')] : []),
    ...(packages.length > 0
      ? [`${countOf(packages.length, 'package')} (${formatBytes(size)})`]
      : []),
    ...(unused.length > 0 ? [countOf(unused.length, 'folder of code or data')] : []),
    ...(uploads.length > 0 ? [countOf(uploads.length, 'unfinished upload')] : []),
  ];
  const what = parts.join(' and ');
  return dryRun ? `Would remove ${what}.` : `Removed ${what}.`;
}
