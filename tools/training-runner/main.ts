/**
 * Writes `run_training.py` into the module that core ships it in, so that no bundler can lose it:
 *   node tools/training-runner/main.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const core = join(import.meta.dirname, '..', '..', 'packages', 'core');
const python = readFileSync(join(core, 'python', 'run_training.py'), 'utf8');
const lines = [
  '// Made by tools/training-runner from packages/core/python/run_training.py. Do not edit.',
  '',
  '/** The program that starts a training script on a node: Python, standard library only. */',
  'export const runnerText: string =',
  `  ${quoted(python)};`,
  '',
];
writeFileSync(join(core, 'src', 'train', 'runner', 'run-training.generated.ts'), lines.join('\n'));

/** As the formatter writes it: in those quotes that need fewer escapes. */
function quoted(text: string): string {
  const json = JSON.stringify(text);
  if (text.split("'").length > text.split('"').length) return json;
  const inner = json
    .slice(1, -1)
    .replaceAll(/\\(.)/g, (escape, what: string) => (what === '"' ? what : escape));
  return `'${inner.replaceAll("'", String.raw`\'`)}'`;
}
