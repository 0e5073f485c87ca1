import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, type Sandbox } from '../../../packages/cli/src/test-support/run-command.ts';
import { mask } from '../../../packages/cli/src/test-support/mask.ts';
import type { Block } from './find-blocks.ts';
import { commandsOf, torchrelayArguments, typedLines } from './shell.ts';

/** Runs what a transcript shows being typed, and gives the transcript that comes of it, masked like {@link masked}. */
export async function runTranscript(block: Block, sandbox: Sandbox): Promise<string> {
  const shown: string[] = [];
  for (const line of typedLines(block)) {
    const [words = []] = commandsOf(line);
    const given = torchrelayArguments(words);
    if (given === undefined) throw new Error(`${block.file} runs what is not torchrelay: ${line}`);
    shown.push(`$ ${line}\n`, await run(given, sandbox));
  }
  return masked(shown.join(''));
}

/** Both streams into one file, as a terminal mixes them. */
async function run(given: readonly string[], { folder, environment }: Sandbox): Promise<string> {
  const path = join(folder, 'output.txt');
  const output = openSync(path, 'w');
  const [program = '', ...flags] = command;
  try {
    const child = spawn(program, [...flags, ...given], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', output, output],
    });
    await once(child, 'close');
  } finally {
    closeSync(output);
  }
  return readFileSync(path, 'utf8');
}

/**
 * A transcript but for times, ports and digests, and for the package's size: a model's file keeps the paths of the Python
 * that made it. A slow machine says once more what it waits for.
 */
export function masked(transcript: string): string {
  return mask(transcript)
    .replaceAll(/^ {2}\w+ [\w ]+: PyTorch is loading the model\n/gm, '')
    .replaceAll(/^(\$ [^\n]*?) *\\\n\s*/gm, '$1 ')
    .replaceAll(/( {2,})(?=<time>)/g, ' ')
    .replaceAll(/(?<=package +<digest> +)[\d.]+ kB$/gm, '<size>')
    .trim();
}
