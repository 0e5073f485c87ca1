import { listJobs, type ListedJob } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

import type { CommandContext } from '../../command-line/command-context.ts';
import { formatAge } from '../../output/age.ts';
import { paintJobState } from '../../output/paint-job-state.ts';
import { show } from '../../output/show.ts';
import type { Style } from '../../output/style.ts';
import { formatTable } from '../../output/table.ts';
import { targetOption } from '../../targets/open-target.ts';

/** What `list --jobs --json` prints. */
export interface JobsDocument {
  /** Every attempt. */
  readonly jobs: readonly JobAt[];
}

export interface JobAt extends ListedJob {
  /** Account and region, workspace, or machine. */
  readonly scope: string;
}

/** The training jobs of the targets. */
export async function showJobs(
  { targets, uri }: { readonly targets: readonly Target[]; readonly uri: string },
  context: CommandContext,
): Promise<undefined> {
  const { out, err, abortSignal } = context;
  const jobs = (await Promise.all(targets.map((target) => jobsOf(target, abortSignal)))).flat();
  show(context, {
    document: { jobs } satisfies JobsDocument,
    lines: () => (jobs.length === 0 ? [] : table(jobs, targets.length > 1, out.style)),
  });
  if (jobs.length === 0) {
    const where = [...new Set(targets.map(({ provider }) => provider))].join(' and ');
    err.line(`Nothing trains on ${where}. Begin: torchrelay train ./train${targetOption(uri)}`);
  }
  return undefined;
}

async function jobsOf(
  target: Target,
  abortSignal: AbortSignal | undefined,
): Promise<readonly JobAt[]> {
  const scope = await target.doScope({ abortSignal });
  const jobs = await Array.fromAsync(listJobs(target, { abortSignal }), (job) => ({
    scope,
    ...job,
  }));
  return jobs.toSorted((a, b) =>
    a.name === b.name ? a.attempt - b.attempt : a.name < b.name ? -1 : 1,
  );
}

function table(jobs: readonly JobAt[], hasScopes: boolean, style: Style): string[] {
  const last = jobs.filter(
    (job, index) => jobs[index + 1]?.name !== job.name || jobs[index + 1]?.scope !== job.scope,
  );
  const now = Date.now();
  const titles = ['job', ...(hasScopes ? ['where'] : []), 'attempt', 'state', 'begun', ''];
  return formatTable({
    columns: titles.map((title) => ({ title })),
    rows: last.map(({ name, scope, attempt, state, startedAt, detail = '' }) => [
      name,
      ...(hasScopes ? [scope] : []),
      String(attempt),
      paintJobState(state, style),
      startedAt === undefined ? '' : formatAge(new Date(startedAt).toISOString(), now),
      detail,
    ]),
    paintTitle: style.dim,
  });
}
