import { parseAccelerator } from '../choose/accelerator-request.ts';
import { priceLimitOf } from '../choose/price-limit.ts';
import { digestOf, shortDigest } from '../digest/digest.ts';
import { asJson } from '../store/as-json.ts';
import { keys } from '../store/keys.ts';
import type { Json } from '../target/json.ts';
import type { Need, PriceLimit } from '../target/offer.ts';
import type { Training, TrainingData, TrainSpec } from '../target/training.ts';
import type { PackedCode } from './code/pack-code.ts';
import type { PreparedData } from './data/prepare-data.ts';
import type { JobDefinition } from './job-definition.ts';
import { jobInvalid } from './training-error.ts';

/** A job before it is known on what it runs, and which attempt it is. */
export interface JobDraft {
  readonly definition: JobDefinition;
  /** What makes it the same job: code, arguments, data, image, environment, and how many nodes and GPUs. */
  readonly digest: string;
  readonly need: Need;
  readonly priceLimit?: PriceLimit;
  /** Absent where the target cannot limit it. */
  readonly maxWaitInMs?: number;
  readonly code: PackedCode;
  readonly data: readonly PreparedData[];
}

interface DraftRequest extends Pick<JobDraft, 'definition' | 'code' | 'data'> {
  readonly training: Training;
}

/** @throws TorchrelayError `JOB_INVALID`, `ACCELERATOR_INVALID`, `PRICE_LIMIT_INVALID` */
export function jobDraft({ definition, code, data, training }: DraftRequest): JobDraft {
  checkDefinition(definition, training);
  const { nodes = 1, gpusPerNode, spot = false } = definition;
  const accelerator = acceleratorOf(definition);
  const need: Need = {
    purpose: 'training',
    accelerator,
    memoryBytes: 0,
    nodes,
    spot,
    ...(gpusPerNode !== undefined && { gpusPerNode }),
  };
  const digest = jobDigest({ definition, code, data, training });
  const { limitsWaiting = true } = training.capabilities;
  const waiting = limitsWaiting ? { maxWaitInMs: definition.maxWaitInMs ?? dayInMs } : {};
  const priceLimit = priceLimitOf(definition);
  const limits = { ...(priceLimit !== undefined && { priceLimit }), ...waiting };
  return { definition, digest, need, ...limits, code, data };
}

/** What is only about money and patience does not make another job: its attempts go on from each other. */
function jobDigest({ definition, code, data, training }: DraftRequest): string {
  const { entry, args = [], environment = {}, secrets = {}, image, nodes = 1 } = definition;
  return digestOf({
    code: code.digest,
    entry,
    args: asJson(args),
    data: data.map(({ name, identity }) => [name, identity]),
    environment,
    secrets,
    nodes,
    accelerator: acceleratorOf(definition),
    gpusPerNode: definition.gpusPerNode ?? null,
    processesPerNode: definition.processesPerNode ?? null,
    image: image ?? null,
    providerOptions: definition.providerOptions ?? {},
    target: training.fingerprint(),
  });
}

function acceleratorOf({ accelerator = 'default' }: JobDefinition): string {
  const expression = typeof accelerator === 'string' ? accelerator : accelerator.join(',');
  if (expression !== 'default') parseAccelerator(expression);
  return expression;
}

const dayInMs = 24 * 60 * 60_000;

/** The attempt that is to be started. */
export function trainSpec({
  draft,
  attempt,
  checkpointPrefix,
  chosen,
  ladder,
}: {
  readonly draft: JobDraft;
  readonly attempt: number;
  /** Of the attempt that it goes on from; its own by default. */
  readonly checkpointPrefix?: string | undefined;
} & Pick<TrainSpec, 'ladder'> & { readonly chosen: TrainSpec['offer'] }): TrainSpec {
  const { definition, digest, code, data } = draft;
  const { name, nodes = 1, spot = false, environment = {}, secrets = {}, image } = definition;
  const id = `${name}-${shortDigest(digest)}-${attempt}`;
  return {
    name,
    id,
    digest,
    attempt,
    inputPrefix: keys.jobInput(name, attempt),
    codePrefix: keys.codeFolder(code.digest),
    ...(image !== undefined && { image }),
    data: Object.fromEntries(data.map(({ name: of, from }): [string, TrainingData] => [of, from])),
    environment,
    secrets,
    offer: chosen,
    ladder,
    nodes,
    processesPerNode: definition.processesPerNode ?? chosen.accelerator?.count ?? 1,
    spot,
    maxRunTimeInMs: definition.maxRunTimeInMs ?? dayInMs,
    ...(draft.maxWaitInMs !== undefined && { maxWaitInMs: draft.maxWaitInMs }),
    checkpointPrefix: checkpointPrefix ?? keys.jobCheckpoints(name, attempt),
    outputPrefix: keys.jobOutput(name, attempt),
    providerOptions: definition.providerOptions ?? {},
  };
}

/** What `run_training.py` reads: of secrets, the references. Its arguments pass through no shell and no variable. */
export function jobFile(draft: JobDraft, spec: TrainSpec): Json {
  const { entry, args = [] } = draft.definition;
  const { nodes, processesPerNode, environment, secrets } = spec;
  return { version: 1, entry, arguments: [...args], nodes, processesPerNode, environment, secrets };
}

const environmentName = /^[A-Za-z_][A-Za-z0-9_]*$/;

function checkDefinition(definition: JobDefinition, training: Training): void {
  const { capabilities } = training;
  const { environment = {}, secrets = {}, spot = false } = definition;
  checkCounts(definition);
  checkWaiting(definition, training);
  for (const name of [...Object.keys(environment), ...Object.keys(secrets)]) {
    if (environmentName.test(name) && !name.startsWith('TORCHRELAY_')) continue;
    throw jobInvalid(
      `"${name}" cannot name an environment variable of the job.`,
      'Use letters, digits and "_", not starting with a digit or with TORCHRELAY_.',
    );
  }
  if (spot && !capabilities.spot) {
    throw jobInvalid('This target has no spot capacity.', 'Leave "spot" out.');
  }
}

/** A limit that nobody keeps would be a promise. */
function checkWaiting({ maxWaitInMs }: JobDefinition, { capabilities }: Training): void {
  if (maxWaitInMs === undefined || capabilities.limitsWaiting !== false) return;
  throw jobInvalid(
    'This target cannot limit how long a job waits for its nodes.',
    'Leave maxWaitInMs (--max-wait) out, and stop the job when it has waited for too long.',
  );
}

function checkCounts({ nodes, gpusPerNode, processesPerNode, ...times }: JobDefinition): void {
  const counts = { nodes, gpusPerNode, processesPerNode };
  for (const [name, count] of Object.entries(counts)) {
    if (count === undefined || (Number.isInteger(count) && count > 0)) continue;
    throw jobInvalid(`${name} is ${count}.`, 'Give a whole number of at least 1.');
  }
  const { maxRunTimeInMs, maxWaitInMs } = times;
  for (const [name, time] of Object.entries({ maxRunTimeInMs, maxWaitInMs })) {
    if (time === undefined || time > 0) continue;
    throw jobInvalid(`${name} is ${time}.`, 'Give milliseconds, more than 0.');
  }
}
