import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { digestHex, digestOf, sha256Hex } from '../digest/digest.ts';
import { asJson } from '../store/as-json.ts';
import type { Call } from '../target/call.ts';
import type { Json } from '../target/json.ts';
import type {
  ExampleTensor,
  Rehearsal,
  RehearsalReport,
  RehearsalRequest,
} from '../target/rehearsal.ts';
import { writeWhole } from './write-whole.ts';

/** Answers beyond this are not worth keeping: running the model again is cheaper than reading them. */
const mostAnswerBytes = 2 ** 20;
/** The oldest reports beyond these are dropped. */
const mostReports = 128;
/** Changes when the form of what is kept does. */
const version = 1;

export interface RememberOptions {
  readonly rehearsal: Rehearsal;
  /** Of caches; the reports lie in `rehearsals/` of it. */
  readonly folder: string;
  /** SHA-256 of the model file, in hex. */
  readonly hash: (call: Call) => Promise<string>;
}

/**
 * A rehearsal that does not run again what has passed: the same file, the same examples, the same PyTorch. Failures
 * are tried again, since a machine may have been mended.
 */
export function rememberRehearsal({ rehearsal, folder, hash }: RememberOptions): Rehearsal {
  return {
    ...rehearsal,
    async doRehearse(request, call) {
      const fingerprint = await rehearsal.doFingerprint?.(call);
      if (fingerprint === undefined) return rehearsal.doRehearse(request, call);
      const key = keyOf({ request, fingerprint, artifact: await hash(call) });
      const path = join(folder, 'rehearsals', `${key}.json`);
      const known = await readReport(path);
      if (known !== undefined) return known;
      const report = await rehearsal.doRehearse(request, call);
      await keepReport(join(folder, 'rehearsals'), path, report);
      return report;
    },
  };
}

function keyOf({
  request: { examples, outputNames = [] },
  fingerprint,
  artifact,
}: {
  readonly request: RehearsalRequest;
  readonly fingerprint: Json;
  readonly artifact: string;
}): string {
  const tensors = examples.map(({ bytes, ...spec }) => ({ ...spec, sha256: sha256Hex(bytes) }));
  const key = {
    version,
    artifact,
    fingerprint,
    examples: asJson(tensors),
    outputNames: [...outputNames],
  };
  return digestHex(digestOf(key));
}

type Passed = Extract<RehearsalReport, { outcome: 'passed' }>;
type KeptReport = Omit<Passed, 'answers'> & { readonly answers: readonly KeptAnswer[] };
type KeptAnswer = Omit<ExampleTensor, 'bytes'> & { readonly base64: string };

async function keepReport(folder: string, path: string, report: RehearsalReport): Promise<void> {
  if (report.outcome !== 'passed') return;
  const size = report.answers.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  if (size > mostAnswerBytes) return;
  const answers = report.answers.map(({ bytes, ...spec }): KeptAnswer => ({
    ...spec,
    base64: Buffer.from(bytes).toString('base64'),
  }));
  try {
    await writeWhole(path, JSON.stringify({ ...report, answers }));
    await dropOldest(folder);
  } catch {
    // A home that cannot be written to, as in many containers, makes deploying slower, not wrong.
  }
}

async function dropOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= mostReports) return;
  const paths = names.map((name) => join(folder, name));
  const files = await Promise.all(
    paths.map(async (path) => ({ path, changedAt: (await stat(path)).mtimeMs })),
  );
  const oldest = files.toSorted((a, b) => b.changedAt - a.changedAt).slice(mostReports);
  await Promise.all(oldest.map(({ path }) => rm(path, { force: true })));
}

/** What cannot be read, or was written by something else, is not known: all it costs is a run. */
async function readReport(path: string): Promise<RehearsalReport | undefined> {
  try {
    const kept: KeptReport = JSON.parse(await readFile(path, 'utf8'));
    if (kept.outcome !== 'passed' || !Array.isArray(kept.outputs)) return undefined;
    const answers = kept.answers.map(({ base64, ...spec }) => ({
      ...spec,
      bytes: new Uint8Array(Buffer.from(base64, 'base64')),
    }));
    return { ...kept, answers };
  } catch {
    return undefined;
  }
}
