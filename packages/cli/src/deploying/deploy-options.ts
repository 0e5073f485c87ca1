import type { DeployOptions, ModelOptions } from '@torchrelay/core';

import type { ModelValues, SignatureValues } from '../commands/model-args.ts';
import { CommandError } from '../errors/command-error.ts';
import { openRehearsal } from '../targets/open-target.ts';
import { kindsOf } from '../tensors/input-kinds.ts';
import { readInputs } from '../tensors/read-inputs.ts';
import { readPreprocess } from './read-preprocess.ts';
import { rolloutOption } from './rollout-option.ts';
import { scalingOption } from './scaling-option.ts';

const lockFile = 'torchrelay.lock.json';

/** The SDK's options of what was said on the command line. What was not said is left out. */
export async function deployOptions(values: ModelValues): Promise<DeployOptions> {
  const { name, accelerator, gpusPerNode, image, strategy, exclude, env, ttl } = values;
  const { region, maxUsdPerHour, allowUnknownPrice } = values;
  return {
    ...given({ name, accelerator, gpusPerNode, maxUsdPerHour, image, strategy }),
    ...(await modelOptions(values)),
    ...rolloutOption(values),
    ...scalingOption(values),
    ...(ttl !== undefined && { ttlInMs: ttl === 'none' ? null : ttl }),
    ...(region.length > 0 && { regions: region }),
    ...(allowUnknownPrice && { allowUnknownPrice }),
    ...(exclude.length > 0 && { excludes: exclude }),
    ...(env.length > 0 && { environment: Object.fromEntries(env) }),
    ...(await rehearsalOption(values)),
  };
}

async function rehearsalOption({
  target,
  noRehearsal,
}: ModelValues): Promise<Pick<DeployOptions, 'rehearseOn'>> {
  if (noRehearsal) return { rehearseOn: false };
  const rehearseOn = await openRehearsal(target);
  return rehearseOn === undefined ? {} : { rehearseOn };
}

/** Those of them that say what the model takes and gives. */
export async function modelOptions(values: SignatureValues): Promise<ModelOptions> {
  const { maxBatchSize, input, output, example, allowFinding, lock } = values;
  const preprocess = await readPreprocess(values.preprocess);
  return {
    ...given({ maxBatchSize }),
    ...(input.length > 0 && { inputs: Object.fromEntries(input) }),
    ...(output.length > 0 && { outputs: outputsOf(output) }),
    ...(values.preprocess.length > 0 && { preprocess }),
    ...(example.length > 0 && {
      examples: await readInputs({
        assignments: example,
        option: '--example',
        kinds: kindsOf(preprocess),
      }),
    }),
    ...(allowFinding.length > 0 && { allowFindings: allowFinding }),
    ...(lock && { lockFile }),
  };
}

type Given<Values> = { [Name in keyof Values]?: Exclude<Values[Name], undefined> };

function given<Values extends object>(values: Values): Given<Values> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Given<Values>;
}

function outputsOf(outputs: readonly string[]): NonNullable<DeployOptions['outputs']> {
  const declared = outputs.filter((output) => output.includes('='));
  if (declared.length === 0) return outputs;
  if (declared.length < outputs.length) throw mixed(outputs);
  return Object.fromEntries(
    outputs.map((output) => {
      const split = output.indexOf('=');
      return [output.slice(0, split), output.slice(split + 1)];
    }),
  );
}

function mixed(outputs: readonly string[]): CommandError {
  const bare = outputs.find((output) => !output.includes('='));
  return new CommandError({
    message: `--output ${bare} has no datatype and shape, and others have.`,
    hint: `Declare all or none: --output '${bare}=FP32[-1,10]'`,
  });
}
