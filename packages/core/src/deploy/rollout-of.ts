import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Rollout, RolloutAlarms, RolloutCapabilities } from '../target/rollout.ts';
import type { ServeSpec, ServingCapabilities, Strategy } from '../target/serving.ts';
import type { DeployOptions, RolloutOptions } from './deploy-options.ts';

const defaultPercent = 10;
const defaultWaitInMs = 5 * 60_000;

interface RolloutRequest {
  readonly options: DeployOptions;
  readonly strategy: Strategy;
  readonly capabilities: ServingCapabilities;
}

/**
 * How the traffic is to move, completed; nothing where it moves all at once and unwatched.
 *
 * @throws TorchrelayError `ROLLOUT_INVALID`, `ROLLOUT_UNSUPPORTED`
 */
export function rolloutOf({
  options: { rollout: given },
  strategy,
  capabilities: { rollout: able },
}: RolloutRequest): Pick<ServeSpec, 'rollout'> {
  if (given === undefined) return {};
  checkValues(given);
  const rollout = completed(given);
  if (able === undefined) throw unsupported('anything but all at once and unwatched', []);
  checkAbilities(rollout, able);
  if (strategy === 'recreate') throw withoutOld();
  return { rollout };
}

function completed(given: RolloutOptions): Rollout {
  const isPart = given.percent !== undefined || given.instances !== undefined;
  const { shift = isPart ? 'canary' : 'all-at-once' } = given;
  const part = isPart || shift === 'all-at-once' ? {} : { percent: defaultPercent };
  return { waitInMs: defaultWaitInMs, keepOldInMs: 0, ...part, ...given, shift };
}

function checkValues(given: RolloutOptions): void {
  const { shift, percent, instances, waitInMs, keepOldInMs, mirrorPercent, alarms = {} } = given;
  if (percent !== undefined && instances !== undefined)
    throw invalid('A part is given in per cent or in instances, not in both.');
  if (shift === 'all-at-once' && (percent !== undefined || instances !== undefined))
    throw invalid('All at once has no parts.');
  for (const [name, value] of Object.entries({ percent, mirrorPercent }))
    if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= 100))
      throw invalid(`${name} is a whole number from 1 to 100, not ${value}.`);
  if (instances !== undefined && !(Number.isSafeInteger(instances) && instances >= 1))
    throw invalid(`instances is a whole number from 1, not ${instances}.`);
  const { serverErrorsPerMinute, latencyP99InMs, named } = alarms;
  const quantities = { waitInMs, keepOldInMs, serverErrorsPerMinute, latencyP99InMs };
  for (const [name, value] of Object.entries(quantities))
    if (value !== undefined && !(Number.isFinite(value) && value >= 0))
      throw invalid(`${name} is a number from 0, not ${value}.`);
  if (named?.some((name) => name.trim() === '')) throw invalid('An alarm’s name is empty.');
}

function checkAbilities(rollout: Rollout, able: RolloutCapabilities): void {
  const { shift, percent, instances, mirrorPercent, alarms = {} } = rollout;
  if (!able.shifts.includes(shift)) throw unsupported(`shift "${shift}"`, able.shifts);
  const part = percent === undefined ? 'instances' : 'percent';
  if ((percent ?? instances) !== undefined && !able.parts.includes(part))
    throw unsupported(`a part in "${part}"`, able.parts);
  if (mirrorPercent !== undefined && !able.mirrors) throw unsupported('mirrored traffic', []);
  for (const alarm of Object.keys(alarms) as readonly (keyof RolloutAlarms)[])
    if (!able.alarms.includes(alarm)) throw unsupported(`the alarm "${alarm}"`, able.alarms);
}

function invalid(problem: string): TorchrelayError {
  return new TorchrelayError({
    code: 'ROLLOUT_INVALID',
    message: `The rollout cannot be carried out: ${problem}`,
    hint: "For one: rollout: { shift: 'canary', percent: 10, waitInMs: 600_000 }",
  });
}

function unsupported(what: string, instead: readonly string[]): TorchrelayError {
  return new TorchrelayError({
    code: 'ROLLOUT_UNSUPPORTED',
    message: `This target has no way to move traffic with ${what}.`,
    hint:
      instead.length === 0
        ? 'Leave that out of `rollout`.'
        : `It can with ${instead.map((known) => `"${known}"`).join(', ')}.`,
  });
}

function withoutOld(): TorchrelayError {
  return new TorchrelayError({
    code: 'ROLLOUT_UNSUPPORTED',
    message:
      'With the strategy "recreate" the old release goes first: there is nothing to move traffic from.',
    hint: 'Use the strategy "side-by-side" with a rollout.',
  });
}
