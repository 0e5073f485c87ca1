import type { Call, LogLine, LogOptions } from '@torchrelay/core/target';

import { logLines } from '../log-lines.ts';
import type { SagemakerClients } from '../sagemaker-clients.ts';
import { describeJob, hasEnded } from './describe-job.ts';

const group = '/aws/sagemaker/TrainingJobs';

/**
 * What all nodes wrote, by CloudWatch. Following ends when the job has. Logs outlive jobs: of one that was forgotten,
 * and bore the same name, nothing is shown.
 */
export async function* jobLogs({
  clients,
  id,
  options,
  call,
}: {
  readonly clients: Pick<SagemakerClients, 'sagemaker' | 'logs'>;
  readonly id: string;
  readonly options: LogOptions;
  readonly call: Call;
}): AsyncIterable<LogLine> {
  const created = (await describeJob(clients, id, call))?.CreationTime?.getTime();
  if (created === undefined) return;
  const since = Math.max(created, options.since ?? 0);
  const isOver = async (): Promise<boolean> => {
    const found = await describeJob(clients, id, call);
    return found === undefined || hasEnded(found);
  };
  const what = { name: id, group, streamPrefix: `${id}/` };
  for await (const line of logLines({
    clients,
    ...what,
    options: { ...options, since },
    call,
    isOver,
  }))
    yield { ...line, source: nodeOf(line.source) };
}

/** `<job>/algo-1-1690000000` is of `algo-1`. */
function nodeOf(stream: string): string {
  return /\/(.+)-\d+$/.exec(stream)?.[1] ?? stream;
}
