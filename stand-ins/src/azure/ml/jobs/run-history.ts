import { type MlHttpAnswer, type MlHttpRequest, answer, refuse } from '../ml-http.ts';
import type { MlWorkspace } from '../ml-workspace.ts';
import { logBlob } from './run-job.ts';

/** Where the services beside the resource manager are. Anybody may ask. */
export function discoveryAnswer({ url: { origin } }: MlHttpRequest): MlHttpAnswer {
  return answer(200, { api: origin, history: origin });
}

/** `…/runs/{name}/details`. No specification of today's service is published: its fields are those of 2019-09-30. */
export function answerHistory(workspace: MlWorkspace, path: string): MlHttpAnswer {
  const name = /\/runs\/([^/]+)\/details$/.exec(path)?.[1] ?? '';
  const job = workspace.jobs.get(name);
  if (job === undefined) return refuse(404, 'UserError', `The run ${name} was not found.`);
  const { status, startedAt, endedAt, error, logs } = job;
  const addresses = [...logs].map((log) => [log, workspace.storage.logAddress(logBlob(job, log))]);
  return answer(200, {
    runId: name,
    status,
    ...(startedAt !== undefined && { startTimeUtc: startedAt }),
    ...(endedAt !== undefined && { endTimeUtc: endedAt }),
    ...(error !== undefined && { error: { error, environment: workspace.location } }),
    logFiles: Object.fromEntries(addresses) as Record<string, string>,
  });
}
