import { lastLines } from '../deployment-logs.ts';
import { buildLogLines, type BuildLogs, newestBuildLog } from '../failure/build-log.ts';
import type { StepRun } from './step-run.ts';

/** The storage account has a clock of its own. */
const slackInMs = 5 * 60_000;

/** The logs of builds that may have begun with a step. */
export function buildLogsFor(
  { buildLogs: logs, call }: StepRun,
  since: number = Date.now(),
): BuildLogs {
  return { logs, since: since - slackInMs, call };
}

/** What the workspace's newest build of an image has written last. */
export async function lineOfBuild(run: StepRun, since: number): Promise<string | undefined> {
  const from = buildLogsFor(run, since);
  const blob = await newestBuildLog(from);
  return blob === undefined ? undefined : (await buildLogLines({ ...from, blob }, 1))[0];
}

/** What the server has written last, or what brings its package. */
export async function lineOfContainer(
  { client, call }: StepRun,
  { endpoint, name }: { readonly endpoint: string; readonly name: string },
): Promise<string | undefined> {
  return (await lastLines({ client, endpoint, name, call }, 1))[0];
}
