import { TorchrelayError } from '@torchrelay/core';
import type { Call, ObjectStore } from '@torchrelay/core/target';

/** Where a workspace keeps the logs of its builds: a container beside the datastore's. _read_: Azure's page on failures. */
export const buildLogContainer = 'azureml';
const folder = 'ImageLogs/';

/**
 * The blob that an error names, in both forms that Azure has published: `… in the container 'azureml' at the path
 * 'ImageLogs/1/build.log'`, and `… under the path '/azureml/ImageLogs/1/build.log'`.
 */
export function buildLogOf(said: string): string | undefined {
  const path = /\bpath ['"“]([^'"”]+)['"”]/.exec(said)?.[1];
  const blob = path?.replace(/^\//, '').replace(new RegExp(`^${buildLogContainer}/`), '');
  return blob?.startsWith(folder) === true ? blob : undefined;
}

/** More than the last lines of a build are. */
const endInBytes = 32 * 1024;

/** The last lines of a build's log. */
export async function buildLogLines(
  { logs, blob, call }: Omit<BuildLogs, 'since'> & { readonly blob: string },
  count = 20,
): Promise<readonly string[]> {
  const found = await logs.doRead(blob, call);
  if (found === undefined) return [];
  const { size } = found.head;
  const offset = Math.max(0, size - endInBytes);
  const chunks = await Array.fromAsync(found.source.read(offset, size - offset, call));
  const lines = Buffer.concat(chunks)
    .toString()
    .split(/\r?\n|\r/);
  return lines.filter((line) => line.trim() !== '').slice(-count);
}

/** Where builds are told of, and since when one may be ours, in milliseconds since 1970 by the store's clock. */
export interface BuildLogs {
  readonly logs: ObjectStore;
  readonly since: number;
  readonly call: Call;
}

/** The log that was written last. */
export async function newestBuildLog({
  logs,
  since,
  call,
}: BuildLogs): Promise<string | undefined> {
  let newest: { readonly key: string; readonly modifiedAt: number } | undefined;
  for await (const { key, modifiedAt } of logs.doList(folder, call)) {
    if (modifiedAt >= since && modifiedAt > (newest?.modifiedAt ?? 0)) newest = { key, modifiedAt };
  }
  return newest?.key;
}

/**
 * An image that could not be built is best explained by the end of its build's log. A log that cannot be read is told
 * of, and the error stays.
 */
export async function withBuildLog(error: unknown, logs: BuildLogs): Promise<unknown> {
  if (!TorchrelayError.isInstance(error) || error.code !== 'IMAGE_BUILD_FAILED') return error;
  const { said } = error.data;
  const named = typeof said === 'string' ? buildLogOf(said) : undefined;
  const { blob, ...read } = await readEnd({ ...logs, named });
  const { code, message, hint, recovery, effect, data } = error;
  return new TorchrelayError({
    code,
    message: [message, ...read.lines.map((line) => `  ${line}`)].join('\n'),
    hint: [read.problem, hint].filter((part) => part !== undefined).join(' '),
    recovery,
    effect,
    cause: error,
    data: { ...data, ...(blob !== undefined && { buildLog: `${buildLogContainer}/${blob}` }) },
  });
}

interface ReadEnd {
  readonly blob?: string | undefined;
  readonly lines: readonly string[];
  readonly problem?: string;
}

/** @param named by the error; without it, the newest log is most likely the one */
async function readEnd({
  named,
  ...from
}: BuildLogs & { readonly named: string | undefined }): Promise<ReadEnd> {
  try {
    const blob = named ?? (await newestBuildLog(from));
    return { blob, lines: blob === undefined ? [] : await buildLogLines({ ...from, blob }) };
  } catch (error) {
    if (from.call.abortSignal?.aborted === true) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return { blob: named, lines: [], problem: `Its build log could not be read: ${reason}` };
  }
}
