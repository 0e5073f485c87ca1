import { resolve } from 'node:path';

import { keys } from '../../store/keys.ts';
import type { Call } from '../../target/call.ts';
import type { DataMode, Training, TrainingData } from '../../target/training.ts';
import type { DataDefinition, JobDefinition } from '../job-definition.ts';
import { jobInvalid } from '../training-error.ts';
import { type DataFolder, readDataFolder } from './data-folder.ts';
import { isRemoteFolder, readRemoteFolder, type RemoteFolder } from './remote-folder.ts';

/** One named data set, ready to be named in a spec. */
export interface PreparedData {
  readonly name: string;
  /** What makes it the same data: the content of a folder, the URI of anything else. */
  readonly identity: string;
  readonly from: TrainingData;
  /** What has to be in the store before. */
  readonly folder?: DataFolder;
}

const dataName = /^[a-z][a-z0-9_]{0,31}$/;
const uri = /^([a-z][a-z0-9+.-]*):\/\//i;

/** @throws TorchrelayError `JOB_INVALID`, `JOB_DATA_INVALID` */
export async function prepareData({
  definition: { data = {} },
  training,
  cacheFolder,
  call,
}: {
  readonly definition: Pick<JobDefinition, 'data'>;
  readonly training: Pick<Training, 'capabilities'>;
  readonly cacheFolder?: string | undefined;
  readonly call: Call;
}): Promise<readonly PreparedData[]> {
  const prepared: PreparedData[] = [];
  for (const [name, given] of Object.entries(data).toSorted(byName)) {
    if (!dataName.test(name)) throw oddName(name);
    prepared.push(await prepare({ name, given, training, cacheFolder, call }));
  }
  return prepared;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

async function prepare({
  name,
  given,
  training: { capabilities },
  cacheFolder,
  call,
}: {
  readonly name: string;
  readonly given: DataDefinition;
  readonly training: Pick<Training, 'capabilities'>;
  readonly cacheFolder?: string | undefined;
  readonly call: Call;
}): Promise<PreparedData> {
  const { from, mode = 'copy' } = modeOf(given);
  if (typeof from !== 'string')
    return copied({ name, folder: await readRemoteFolder(from, call), mode });
  const scheme = uri.exec(from)?.[1]?.toLowerCase();
  if (scheme !== undefined) {
    if (!capabilities.dataSchemes.includes(scheme)) throw foreign({ name, from, capabilities });
    return { name, identity: from, from: { kind: 'uri', uri: from, mode } };
  }
  const folder = await readDataFolder({ path: resolve(from), cacheFolder, call });
  const { digest: identity, path } = folder;
  if (capabilities.readsFolders)
    return { name, identity, from: { kind: 'folder', path, digest: identity } };
  return copied({ name, folder, mode });
}

interface GivenData {
  readonly from: string | RemoteFolder;
  readonly mode?: DataMode;
}

function modeOf(given: DataDefinition): GivenData {
  return typeof given === 'string' || isRemoteFolder(given) ? { from: given } : given;
}

/** It has to be in the target's store first. */
function copied({
  name,
  folder,
  mode,
}: {
  readonly name: string;
  readonly folder: DataFolder;
  readonly mode: DataMode;
}): PreparedData {
  const { digest: identity } = folder;
  const prefix = keys.dataFolder(identity);
  return { name, identity, from: { kind: 'store', prefix, mode }, folder };
}

function oddName(name: string): Error {
  return jobInvalid(
    `"${name}" cannot name data.`,
    'Use a-z, 0-9 and "_", starting with a letter, at most 32: the script finds it as TORCHRELAY_DATA_<NAME>.',
  );
}

/** What nobody asked for is not sent from one cloud to another: it costs money. */
const orCopied =
  'have it copied: --copy-data on the command line, s3Folder(…) or blobFolder(…) in code.';

function foreign({
  name,
  from,
  capabilities: { dataSchemes },
}: {
  readonly name: string;
  readonly from: string;
  readonly capabilities: Training['capabilities'];
}): Error {
  const known = dataSchemes.map((scheme) => `${scheme}://`);
  return jobInvalid(
    `The data "${name}" is at ${from}, which this target cannot read.`,
    known.length === 0
      ? `Give a folder of this machine, or ${orCopied}`
      : `Give a folder of this machine, or what it reads (${known.join(', ')}), or ${orCopied}`,
    { name, from },
  );
}
