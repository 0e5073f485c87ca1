import type { Call, Job } from '@torchrelay/core/target';

import type { MlClient } from '../../client/ml-client.ts';
import { decodeError } from '../../failure/decode-error.ts';
import type { Job as NativeJob, RunDetails } from '../../schemas.ts';
import type { RunHistory } from '../history/run-history.ts';
import { type LastWords, lastJobWords } from '../logs/last-job-words.ts';
import { secondsOf } from '../../duration.ts';
import { exitCodeIn, explainJob, isLostNode, outOfMemory } from './explain-job.ts';
import { findJob, hasBegun } from './find-job.ts';
import { stateOf } from './job-state.ts';

export interface JobObservation {
  readonly client: MlClient;
  readonly history: RunHistory;
}

/** An attempt as it is now; `undefined` when none was started under the id. */
export async function observeJob(
  { client, history }: JobObservation,
  id: string,
  call: Call,
): Promise<Job | undefined> {
  const found = await findJob(client, id, call);
  if (found === undefined) return undefined;
  const details = hasBegun(found) ? await history.details(id, call) : undefined;
  const job = jobOf(id, found, details);
  const exitCode = exitCodeIn(job.detail ?? '');
  if (job.state !== 'failed' || exitCode === undefined) return job;
  const words = await lastJobWords({ history, details, call });
  const failure = words.isFinal ? undefined : outOfMemory(exitCode);
  return {
    ...job,
    detail: detailOfScript(words, exitCode),
    ...(failure !== undefined && { failure }),
  };
}

function detailOfScript({ text, isFinal }: LastWords, exitCode: number): string {
  const ended = `its script ended with exit code ${exitCode}`;
  if (text === undefined) return ended;
  return isFinal ? text : `${ended}, after: ${text}`;
}

/** @param details absent where the job has not begun, or is told in a list */
export function jobOf(id: string, found: NativeJob, details: RunDetails = {}): Job {
  const { status = 'NotStarted', resources } = found.properties;
  const said = saidOf(details);
  const [startedAt, endedAt] = [timeOf(details.startTimeUtc), timeOf(details.endTimeUtc)];
  const told = stateOf(status);
  const isLost = told.state === 'failed' && isLostNode(said.all);
  const detail = detailOf(found, details, said.sentence) ?? told.detail;
  const isScripts = exitCodeIn(said.all) !== undefined;
  const failure =
    told.state === 'failed' && !isLost && !isScripts ? explainJob(said.all) : undefined;
  return {
    id,
    state: isLost ? 'interrupted' : told.state,
    ...(detail !== undefined && { detail }),
    ...(failure !== undefined && { failure }),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    native: { id: found.id ?? '', status, instanceType: resources?.instanceType ?? null },
  };
}

interface Said {
  /** The one that says most. */
  readonly sentence: string | undefined;
  readonly all: string;
}

function saidOf({ error }: RunDetails): Said {
  const { codes, texts } = decodeError(error);
  return { sentence: texts[0], all: [...codes, ...texts].join(' ') };
}

function detailOf(
  found: NativeJob,
  details: RunDetails,
  sentence: string | undefined,
): string | undefined {
  const { status } = found.properties;
  if (status === 'Failed')
    return sentence === undefined ? 'Azure ML gives no reason' : oneLine(sentence);
  return status === 'Canceled' ? whyCanceled(found, details) : undefined;
}

/** Azure cancels a job that has run for as long as it may. */
function whyCanceled(
  { properties: { limits } }: NativeJob,
  { startTimeUtc, endTimeUtc }: RunDetails,
): string {
  const [from, to] = [timeOf(startTimeUtc), timeOf(endTimeUtc)];
  const limit = secondsOf(limits?.timeout ?? '');
  const wasTooLong =
    limit !== undefined && from !== undefined && to !== undefined && to - from >= limit * 1000;
  return wasTooLong ? `it ran for all of its ${limit} s` : 'it was asked to';
}

function timeOf(time: string | null | undefined): number | undefined {
  const parsed = Date.parse(time ?? '');
  return Number.isNaN(parsed) ? undefined : parsed;
}

function oneLine(said: string): string {
  return said.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '');
}
