/** Inspects one file, and prints what came of it and the most memory it took, in bytes. Argument: the path. */
import { inspect, ModelFileError } from '../src/index.ts';
import { peakMemory } from './peak-memory.ts';

const [path = ''] = process.argv.slice(2);
const outcome = await inspect(path).then(
  () => 'model',
  (error: unknown) => {
    if (ModelFileError.isInstance(error)) return error.data.limit ?? error.code;
    throw error;
  },
);
console.log(JSON.stringify({ outcome, memory: peakMemory() }));
