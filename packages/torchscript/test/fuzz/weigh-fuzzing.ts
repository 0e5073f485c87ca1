/** Reads broken files, and prints the memory after a few and after all, in bytes. */
import { fromBytes, inspect, ModelFileError } from '../../src/index.ts';
import { peakMemory } from '../peak-memory.ts';
import { openZoo } from '../zoo.ts';
import { mutate, specimens } from './cases.ts';
import { createRandom } from './random.ts';

const honest = await specimens(await openZoo());

async function readBroken(from: number, to: number): Promise<number> {
  for (let number = from; number < to; number += 1) {
    const random = createRandom(number);
    const bytes = mutate(random.pick(honest), random);
    await inspect(fromBytes('broken.pt', bytes)).catch((error: unknown) => {
      if (!ModelFileError.isInstance(error)) throw error;
    });
  }
  return peakMemory();
}

console.log(
  JSON.stringify({ after100: await readBroken(0, 100), after600: await readBroken(100, 600) }),
);
