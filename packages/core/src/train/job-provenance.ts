import { asDigest } from '../digest/digest.ts';
import type { Json, JsonObject } from '../target/json.ts';
import type { TrainingData } from '../target/training.ts';
import type { TrainingResult } from './training-result.ts';

/** Where a release comes from, as its record in the history keeps it (`provenance.job`). */
export interface JobProvenance {
  /** Of the target that it was trained on, which may be another than it serves on. */
  readonly provider: string;
  readonly name: string;
  /** The native name of the attempt. */
  readonly id: string;
  readonly attempt: number;
  /** `sha256:…` over code, arguments, data and all else that makes it the same job. */
  readonly digest: string;
  /** `sha256:…` of the packed code. */
  readonly code: string;
  /** By name: `sha256:…` of what was a folder of this machine, the URI of anything else. */
  readonly data: { readonly [name: string]: string };
  /** `us-east-1/ml.p4d.24xlarge`: what it was given, and on how many nodes. */
  readonly offer: string;
  readonly nodes: number;
  /** Where its result is, in the store that it was trained into. */
  readonly output: string;
  readonly metrics: { readonly [name: string]: number };
}

/** For `deploy`, so that the release knows what it comes from: job, code, data, metrics. */
export function trainingProvenance({
  run: { id, attempt, name, provider, spec },
  metrics,
}: Pick<TrainingResult, 'run' | 'metrics'>): JsonObject & { readonly job: JsonObject } {
  const { digest, codePrefix, data, offer, nodes, outputPrefix: output } = spec;
  const code = digestIn(codePrefix);
  const of = Object.fromEntries(Object.entries(data).map(([key, from]) => [key, dataOf(from)]));
  const job = { provider, name, id, attempt, digest, code, data: of, offer: offer.id, nodes };
  const kept: JobProvenance = { ...job, output, metrics };
  return { job: { ...kept } };
}

function dataOf(from: TrainingData): string {
  if (from.kind === 'uri') return from.uri;
  return from.kind === 'folder' ? from.digest : digestIn(from.prefix);
}

/** `code/<hex>/`, `data/<hex>/content/` */
function digestIn(prefix: string): string {
  return asDigest(prefix.split('/')[1] ?? '');
}

/** What a release was trained by, where that is known. */
export function trainedBy({
  provenance,
}: {
  readonly provenance?: JsonObject;
}): JobProvenance | undefined {
  const job = provenance?.['job'];
  return isJob(job) ? job : undefined;
}

/** What was given by hand may be anything. */
function isJob(job: Json | undefined): job is Json & JobProvenance {
  const has = (key: keyof JobProvenance): boolean =>
    typeof job === 'object' && job !== null && key in job;
  return has('id') && has('provider') && has('metrics');
}
