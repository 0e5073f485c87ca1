import type { SagemakerSettings } from '@torchrelay/aws';
import type { Call, Target } from '@torchrelay/core/target';

import { duration } from '../command-line/value-type.ts';
import { CommandError } from '../errors/command-error.ts';
import { readPlace } from './read-place.ts';

const texts = [
  'role',
  'schedulerRole',
  'bucket',
  'prefix',
  'inferenceAmiVersion',
  'kmsKeyId',
] as const;
const others = [
  'mode',
  'instancePools',
  'networkIsolation',
  'subnets',
  'securityGroupIds',
  'maxConcurrentRequests',
  'successTopic',
  'errorTopic',
  'keepAlive',
  'volumeSizeInGB',
  'encryptTraffic',
] as const;
const modes = ['real-time', 'async'] as const;

type Settings = Partial<Record<(typeof others)[number], string>>;

/** @param place `us-east-1?role=arn:…&bucket=my-models` */
export async function openSagemaker(place: string): Promise<Target> {
  const { path: region, settings } = readPlace({
    place,
    scheme: 'sagemaker',
    allowed: [...texts, ...others],
  });
  const given = texts.flatMap((name) =>
    settings[name] === undefined ? [] : [[name, settings[name]] as const],
  );
  const read = {
    ...switches(settings),
    ...network(settings),
    ...asking(settings),
    ...training(settings),
  };
  const { sagemaker } = await import('@torchrelay/aws');
  return sagemaker({ region, ...Object.fromEntries(given), ...read });
}

/**
 * The place in each region that is enabled for the account. What exists in one region alone, as a bucket does, goes
 * with no other.
 */
export async function sagemakerRegions(place: string, call: Call): Promise<readonly string[]> {
  const { path: region } = readPlace({
    place,
    scheme: 'sagemaker',
    allowed: [...texts, ...others],
  });
  const { enabledRegions } = await import('@torchrelay/aws');
  const regions = await enabledRegions({ region }, call);
  return regions.map((name) => (name === region ? place : name));
}

function switches({ instancePools, networkIsolation }: Settings): SagemakerSettings {
  return {
    ...(instancePools !== undefined && { instancePools: isTrue('instancePools', instancePools) }),
    ...(networkIsolation !== undefined && {
      networkIsolation: isTrue('networkIsolation', networkIsolation),
    }),
  };
}

/** A network is both: which subnets, and which groups let what through. */
function network({ subnets, securityGroupIds }: Settings): SagemakerSettings {
  if (subnets === undefined && securityGroupIds === undefined) return {};
  if (!subnets || !securityGroupIds) {
    throw new CommandError({
      message: 'A network for the target "sagemaker" needs both subnets and securityGroupIds.',
      hint: "Write, for example: --target 'sagemaker://us-east-1?subnets=subnet-1,subnet-2&securityGroupIds=sg-1'",
    });
  }
  return { vpc: { subnets: subnets.split(','), securityGroupIds: securityGroupIds.split(',') } };
}

/** How requests are taken. */
function asking(settings: Settings): SagemakerSettings {
  const { mode, maxConcurrentRequests: most, successTopic, errorTopic } = settings;
  const notify = {
    ...(successTopic !== undefined && { successTopic }),
    ...(errorTopic !== undefined && { errorTopic }),
  };
  return {
    ...(mode !== undefined && { mode: oneOf('mode', mode, modes) }),
    ...(most !== undefined && { maxConcurrentRequests: countOf('maxConcurrentRequests', most) }),
    ...(Object.keys(notify).length > 0 && { notify }),
  };
}

/** What jobs alone have. */
function training({ keepAlive, volumeSizeInGB, encryptTraffic }: Settings): SagemakerSettings {
  const given = {
    ...(keepAlive !== undefined && { keepAliveInMs: timeOf('keepAlive', keepAlive) }),
    ...(volumeSizeInGB !== undefined && {
      volumeSizeInGB: countOf('volumeSizeInGB', volumeSizeInGB),
    }),
    ...(encryptTraffic !== undefined && {
      encryptTraffic: isTrue('encryptTraffic', encryptTraffic),
    }),
  };
  return Object.keys(given).length === 0 ? {} : { training: given };
}

function timeOf(setting: string, given: string): number {
  const type = duration('TIME');
  const found = type.parse(given);
  if (found !== undefined) return found;
  throw new CommandError({
    message: `The setting "${setting}" of the target "sagemaker" cannot be "${given}".`,
    hint: `Write ${type.expects}: ${setting}=15m`,
  });
}

function isTrue(setting: string, given: string): boolean {
  return oneOf(setting, given, ['true', 'false']) === 'true';
}

function countOf(setting: string, given: string): number {
  if (/^[1-9]\d*$/.test(given)) return Number(given);
  throw new CommandError({
    message: `The setting "${setting}" of the target "sagemaker" cannot be "${given}".`,
    hint: `Write a whole number from 1: ${setting}=4`,
  });
}

function oneOf<const Choice extends string>(
  setting: string,
  given: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === given);
  if (found !== undefined) return found;
  throw new CommandError({
    message: `The setting "${setting}" of the target "sagemaker" cannot be "${given}".`,
    hint: `Write ${choices.map((choice) => `${setting}=${choice}`).join(' or ')}.`,
  });
}
