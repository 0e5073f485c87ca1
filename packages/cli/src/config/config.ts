/** A value as it follows its option: `'7d'`, `'x=FP32[-1,3]'`. */
export type ConfigText = string | number;

/** What may be given several times: one text, several, or by name. */
export type ConfigList = string | readonly string[] | Readonly<Record<string, unknown>>;

/**
 * One deployment: its model, its target, and any option of `torchrelay deploy`.
 *
 * A key is the option's name: `--max-usd-per-hour` is `maxUsdPerHour`. What is written `NAME=VALUE` on the command
 * line is an object here. Times are texts such as `'30m'`. Paths of files start where the config file is.
 */
export interface DeploymentConfig {
  /** A TorchScript file, an address of one, or `job:NAME` for what a training job has left. */
  readonly model?: string;
  /** What it is called on the target. @defaultValue the key that it has here */
  readonly name?: string;
  /** `local`, `sagemaker://REGION`, `azureml://SUBSCRIPTION/GROUP/WORKSPACE`, `module:PATH`. */
  readonly target?: string;
  /** Datatype and shape of each input: `{ x: 'FP32[-1,3,224,224]' }`. */
  readonly input?: Readonly<Record<string, string>>;
  /** The outputs in order: names, or datatypes and shapes by name. */
  readonly output?: readonly string[] | Readonly<Record<string, string>>;
  /** Makes an input of pictures or texts: `{ image: 'imagenet' }`. */
  readonly preprocess?: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
  /** Values to try the model with: `{ x: [1, 2, 3] }`, `{ x: '@x.npy' }`. */
  readonly example?: Readonly<Record<string, unknown>>;
  /** How many rows may be answered in one run; `'auto'` lets the rehearsal decide. */
  readonly maxBatchSize?: number | 'auto';
  /** Read what a rehearsal found from torchrelay.lock.json, or write it there: for machines without Python. */
  readonly lock?: boolean;
  /** Do not run the model once beforehand. */
  readonly noRehearsal?: boolean;
  /** Dangerous findings of `torchrelay inspect` that are accepted. */
  readonly allowFinding?: string | readonly string[];
  /** The target of `job:NAME`, where that is another one. */
  readonly trainedOn?: string;
  /** `A100`, `A100-80GB`, `A100:8`, `80GB+`, `cpu`, `auto`; several with commas between. */
  readonly accelerator?: string;
  /** At least so many GPUs on each instance. */
  readonly gpusPerNode?: number;
  /** Only in these regions, where the target has several. */
  readonly region?: string | readonly string[];
  /** What all instances together may cost, in US dollars an hour. */
  readonly maxUsdPerHour?: number;
  /** With `maxUsdPerHour`: take also what has no known price. */
  readonly allowUnknownPrice?: boolean;
  /** How many, until it is scaled again. */
  readonly instances?: number;
  /** Scale by a rule: at least so many instances. */
  readonly minInstances?: number;
  /** Scale by a rule: at most so many. */
  readonly maxInstances?: number;
  /** The rule aims at so many requests a minute for each instance. */
  readonly requestsPerMinute?: number;
  /** How long none are added after some were: `'5m'`. */
  readonly scaleOutCooldown?: string;
  /** How long none are taken away after some were: `'5m'`. */
  readonly scaleInCooldown?: string;
  /** The platform removes it after this time: `'8h'`, `'7d'`; `'none'` takes a time limit away. */
  readonly ttl?: string;
  /** Instance types that must not be taken. */
  readonly exclude?: string | readonly string[];
  /** A server image of your own that speaks the Open Inference Protocol. */
  readonly image?: string;
  /** Variables for the server; never a secret. */
  readonly env?: Readonly<Record<string, ConfigText>>;
  /** How a change reaches what is live. */
  readonly strategy?: 'side-by-side' | 'in-place' | 'recreate';
  /** How the traffic moves to the new release. */
  readonly rollout?: 'canary' | 'linear' | 'all-at-once';
  /** The first part of a canary, each part of a linear shift: `'10%'`, or `1` for an instance. */
  readonly rolloutPart?: ConfigText;
  /** How long each part is watched before the next: `'10m'`. */
  readonly rolloutWait?: string;
  /** What takes the change back: `{ errors: 5, latency: 500 }`, or names of alarms. */
  readonly rolloutAlarm?: ConfigList;
  /** So many per cent of the traffic are copied to the new release before any moves. */
  readonly rolloutMirror?: number;
  /** How long the old release stays after the traffic has moved: `'30m'`. */
  readonly keepOld?: string;
}

/** One training job: its folder, its target, and any option of `torchrelay train`. Keys as those of a deployment. */
export interface JobConfig {
  /** The folder of the code. */
  readonly folder?: string;
  /** What it is called on the target. @defaultValue the key that it has here */
  readonly name?: string;
  /** As of a deployment. */
  readonly target?: string;
  /** For the script, as they stand. */
  readonly args?: readonly string[];
  /** The script to start, inside the folder. @defaultValue 'train.py' */
  readonly entry?: string;
  /** On so many machines. */
  readonly nodes?: number;
  /** So many processes on each. @defaultValue one per GPU, or one */
  readonly processesPerNode?: number;
  /** At least so many GPUs on each machine. */
  readonly gpusPerNode?: number;
  /** As of a deployment. */
  readonly accelerator?: string;
  /** Capacity that may be taken back. */
  readonly spot?: boolean;
  /** Folders or addresses, which the script finds as TORCHRELAY_DATA_NAME: `{ digits: './data' }`. */
  readonly data?: Readonly<Record<string, string>>;
  /** Names of the data that come as they are read, not before the script starts. */
  readonly stream?: string | readonly string[];
  /** Copy data that lie in another cloud to where the job can read them. */
  readonly copyData?: boolean;
  /** Variables for the script; never a secret. */
  readonly env?: Readonly<Record<string, ConfigText>>;
  /** Variables whose values are read from the target's own store of secrets: where each is, not what. */
  readonly secret?: Readonly<Record<string, string>>;
  /** Numbers to draw from the script's own lines: `{ loss: 'loss ([0-9.]+)' }`. */
  readonly metric?: Readonly<Record<string, string>>;
  /** An image of your own, with Python and PyTorch. */
  readonly image?: string;
  /** As of a deployment. */
  readonly region?: string | readonly string[];
  /** What all nodes together may cost, in US dollars an hour. */
  readonly maxUsdPerHour?: number;
  /** As of a deployment. */
  readonly allowUnknownPrice?: boolean;
  /** As of a deployment. */
  readonly exclude?: string | readonly string[];
  /** Stop it after this time: `'3h'`. @defaultValue '1d' */
  readonly maxRunTime?: string;
  /** Wait at most so long for machines: `'2h'`. @defaultValue '1d' */
  readonly maxWait?: string;
  /** After interruptions go on at most so often. @defaultValue 10 */
  readonly maxRestarts?: number;
  /** Write the model here. */
  readonly out?: string;
}

/** One pipeline. */
export interface PipelineConfig {
  /** A TypeScript or JavaScript file whose default export is a pipeline. */
  readonly file?: string;
}

/** What a stage may set, and the config for all stages. */
export interface StageConfig {
  /** Where everything is that does not say where. */
  readonly target?: string;
  /** By what they are called. */
  readonly deployments?: Readonly<Record<string, DeploymentConfig>>;
  /** By what they are called. */
  readonly jobs?: Readonly<Record<string, JobConfig>>;
  /** By what they are called. */
  readonly pipelines?: Readonly<Record<string, PipelineConfig>>;
}

/** What `torchrelay.config.ts` exports by default. */
export interface Config extends StageConfig {
  /** What is different in each stage, chosen by `--stage` or TORCHRELAY_STAGE. */
  readonly stages?: Readonly<Record<string, StageConfig>>;
}

/**
 * The config as it is, for its types.
 *
 * @example
 * import { defineConfig } from 'torchrelay';
 *
 * export default defineConfig({
 *   deployments: {
 *     resnet50: { model: './resnet50.pt', input: { x: 'FP32[-1,3,224,224]' } },
 *   },
 *   stages: {
 *     prod: { target: 'sagemaker://us-east-1' },
 *   },
 * });
 */
export function defineConfig(config: Config): Config {
  return config;
}
