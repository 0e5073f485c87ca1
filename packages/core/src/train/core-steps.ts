import type { Emit } from '../apply/events.ts';
import { jsonSource, bytesSource, textSource } from '../store/sources.ts';
import { keys } from '../store/keys.ts';
import type { Call } from '../target/call.ts';
import type { ObjectStore, RangeSource } from '../target/object-store.ts';
import type { Step } from '../target/step.ts';
import type { TrainSpec } from '../target/training.ts';
import type { DataFolder } from './data/data-folder.ts';
import { type JobDraft, jobFile } from './job-draft.ts';
import { runnerText } from './runner/run-training.generated.ts';

const codeKind = 'training code';
const dataKind = 'training data';

/** What of the job is not in the store yet. */
export interface Missing {
  readonly code: boolean;
  /** Names of data. */
  readonly data: ReadonlySet<string>;
}

export async function missingOf(
  { code, data }: JobDraft,
  store: ObjectStore,
  call: Call,
): Promise<Missing> {
  const lacks = async (key: string): Promise<boolean> =>
    (await store.doHead(key, call)) === undefined;
  const folders = data.filter(({ from }) => from.kind === 'store');
  const lacking = await Promise.all(
    folders.map(({ identity }) => lacks(keys.dataMarker(identity))),
  );
  return {
    code: await lacks(keys.codeArchive(code.digest)),
    data: new Set(folders.filter((_, index) => lacking[index]).map(({ name }) => name)),
  };
}

/** Brings to the store what the job needs and what is not there. */
export function uploadSteps({ code, data }: JobDraft, missing: Missing): readonly Step[] {
  const steps: Step[] = [];
  if (missing.code)
    steps.push(
      uploadStep({ kind: codeKind, target: code.digest, changes: sizeOf(code.archive.length) }),
    );
  for (const { name, folder } of data) {
    if (folder === undefined || !missing.data.has(name)) continue;
    const { digest: target, path, isRemote = false } = folder;
    const size = sizeOf(folder.files.reduce((sum, file) => sum + file.size, 0));
    const changes = isRemote ? [...size, { path: 'copiedFrom', after: path }] : size;
    steps.push(uploadStep({ kind: dataKind, target, changes, inputs: { name } }));
  }
  return steps;
}

function sizeOf(bytes: number): Step['changes'] {
  return [{ path: 'size', after: bytes }];
}

function uploadStep({
  kind,
  target,
  changes,
  inputs = {},
}: Pick<Step, 'kind' | 'target' | 'changes'> & Partial<Pick<Step, 'inputs'>>): Step {
  return {
    id: `${kind.replace(' ', '-')}/${target}`,
    action: 'upload',
    kind,
    target,
    after: [],
    inputs,
    changes,
    permissions: [],
  };
}

interface UploadRun {
  readonly draft: JobDraft;
  readonly store: ObjectStore;
  readonly emit: Emit;
  readonly call: Call;
}

export async function runUploadStep(step: Step, run: UploadRun): Promise<void> {
  const { draft } = run;
  if (step.kind === codeKind) {
    const key = keys.codeArchive(draft.code.digest);
    return send(key, bytesSource(draft.code.archive), run);
  }
  const { name } = step.inputs;
  const folder = draft.data.find((data) => data.name === name)?.folder;
  if (folder !== undefined) await sendFolder(folder, run);
}

async function sendFolder({ digest, files }: DataFolder, run: UploadRun): Promise<void> {
  for (const { path, size, sha256, source } of files) {
    const key = keys.dataFolder(digest) + path;
    const head = await run.store.doHead(key, run.call);
    const isThere = head?.size === size && (sha256 === undefined || head.sha256 === sha256);
    if (!isThere) await send(key, source, run);
  }
  const listed = files.map(({ path, size, sha256 = null }) => ({ path, size, sha256 }));
  await run.store.doWrite(keys.dataMarker(digest), jsonSource(listed), {}, run.call);
}

async function send(key: string, source: RangeSource, run: UploadRun): Promise<void> {
  const { store, emit, call } = run;
  const { size } = source;
  emit({ type: 'upload-start', path: key, size });
  await store.doWrite(key, source, {}, call);
  emit({ type: 'upload-end', path: key, size, how: 'sent' });
}

/** What the node starts with. Written for each attempt, so that what ran can be looked up. */
export async function writeJobInput(
  draft: JobDraft,
  spec: TrainSpec,
  { store, call }: Pick<UploadRun, 'store' | 'call'>,
): Promise<void> {
  const { inputPrefix } = spec;
  await store.doWrite(`${inputPrefix}run_training.py`, textSource(runnerText), {}, call);
  await store.doWrite(`${inputPrefix}job.json`, jsonSource(jobFile(draft, spec)), {}, call);
}
