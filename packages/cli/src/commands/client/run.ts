import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

import { checkName, clientSource, nameFrom, prepareModel } from '@torchrelay/core';
import type { Signature } from '@torchrelay/core/target';

import type { Handler } from '../../command-line/command.ts';
import type { CommandContext } from '../../command-line/command-context.ts';
import { modelOptions } from '../../deploying/deploy-options.ts';
import { CommandError } from '../../errors/command-error.ts';
import { shellWord } from '../../output/shell-word.ts';
import { show } from '../../output/show.ts';
import { writeWhole } from '../../output/write-whole.ts';
import { openTarget } from '../../targets/open-target.ts';
import type { ClientValues } from './command.ts';

/** What `client --json` prints. */
export interface ClientDocument {
  readonly name: string;
  readonly artifactDigest: string;
  readonly signature: Signature;
  /** Where it was written, or would be; absent without `--out`. */
  readonly file?: string;
  readonly source: string;
}

export const run: Handler<ClientValues> = async (values, context) => {
  const { file: model, out, check } = values;
  if (check && out === undefined) throw nothingToCheck(model);
  const name = values.name === undefined ? nameOf(model) : checkName(values.name);
  const { signature, artifactDigest } = await readSignature(values, context);
  const source = clientSource({ name, signature, artifactDigest });
  if (out !== undefined) await (check ? checkFile(out, source, model) : writeWhole(out, source));
  show(context, {
    document: {
      name,
      artifactDigest,
      signature,
      ...(out !== undefined && { file: out }),
      source,
    } satisfies ClientDocument,
    lines: () => [out === undefined ? source.trimEnd() : told({ out, check, name })],
  });
  return undefined;
};

function told({ out, check, name }: { out: string; check: boolean; name: string }): string {
  return check ? `${out} is the client of this model.` : `Wrote ${out}, a client of "${name}".`;
}

function nameOf(model: string): string {
  return nameFrom(basename(model).replace(/\.[^.]+$/, ''));
}

async function readSignature(
  values: ClientValues,
  { abortSignal, err }: CommandContext,
): Promise<{ readonly signature: Signature; readonly artifactDigest: string }> {
  const { target } = await openTarget(values.target);
  const { modelPackage, warnings } = await prepareModel({
    ...(await modelOptions(values)),
    source: values.file,
    rehearsal: values.noRehearsal ? undefined : target.rehearsal,
    call: { abortSignal },
  });
  for (const { message } of warnings) err.line(`${err.style.yellow('warning:')} ${message}`);
  const { signature, artifactDigest } = modelPackage;
  return { signature, artifactDigest };
}

async function checkFile(path: string, source: string, model: string): Promise<void> {
  const found = await readIfThere(path);
  if (found === source) return;
  throw new CommandError({
    code: 'CLIENT_STALE',
    message:
      found === undefined
        ? `${path} does not exist.`
        : `${path} is not the client of ${model} as it is now.`,
    hint: `Write it anew, with the same options: torchrelay client ${shellWord(model)} -o ${shellWord(path)}`,
    data: { file: path },
  });
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function nothingToCheck(model: string): CommandError {
  return new CommandError({
    message: '--check needs the file that is to be checked.',
    hint: `Name it: torchrelay client ${shellWord(model)} -o client.ts --check`,
  });
}
