import { expect, it } from 'vitest';
import { fromBytes, inspect, ModelFileError } from '../../src/index.ts';
import { openZoo } from '../zoo.ts';
import { mutate, specimens } from './cases.ts';
import { createRandom } from './random.ts';

/** More with TORCHRELAY_FUZZ_CASES=200000; other ones with TORCHRELAY_FUZZ_SEED=7. */
const cases = Number(process.env.TORCHRELAY_FUZZ_CASES ?? 1_500);
const seed = Number(process.env.TORCHRELAY_FUZZ_SEED ?? 1);

const codes = [
  'MODEL_FILE_EMPTY',
  'MODEL_FORMAT_UNSUPPORTED',
  'MODEL_FILE_TRUNCATED',
  'MODEL_FILE_CORRUPT',
  'MODEL_FILE_TOO_COMPLEX',
];

const limits = { pickleObjects: 50_000, tensors: 5_000 };

/** `model`, or the code of the refusal; anything else is a defect. */
async function outcomeOf(bytes: Uint8Array): Promise<string> {
  try {
    const model = await inspect(fromBytes('broken.pt', bytes), { limits });
    return JSON.stringify(model).length > 0 ? 'model' : 'nothing';
  } catch (error) {
    if (ModelFileError.isInstance(error)) return error.code;
    throw error;
  }
}

it(
  `takes ${cases} broken files for a model or refuses them with a reason, and never fails otherwise`,
  async () => {
    const honest = await specimens(await openZoo());
    const outcomes = new Map<string, number>();
    for (let number = 0; number < cases; number += 1) {
      const random = createRandom(seed * 1_000_003 + number);
      const specimen = random.pick(honest);
      const outcome = await outcomeOf(mutate(specimen, random)).catch((error: unknown) => {
        throw new Error(`seed ${seed}, case ${number}, from ${specimen.name}`, { cause: error });
      });
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect([...outcomes.keys()].toSorted(), 'every refusal is reached').toEqual(
      ['model', ...codes].toSorted(),
    );
    expect(outcomes.get('model')).toBeGreaterThan(cases / 20);
    expect(outcomes.get('MODEL_FILE_CORRUPT')).toBeGreaterThan(cases / 20);
  },
  24 * 60 * 60_000,
);
