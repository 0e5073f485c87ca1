import { readFile, rename, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { type FaultKind, faultKinds } from './fault-kind.ts';
import type { FaultSubject } from './fault-subject.ts';
import { fillMatrix } from './fill-matrix.ts';
import { type KeptMatrix, emptyMatrix, readMatrix, writeMatrix } from './kept-matrix.ts';
import { matrixTable, withSection } from './matrix-table.ts';

export interface MatrixFiles {
  /** The kept list: every call, and what became of it. */
  readonly kept: string;
  /** The page with the table, between marks that name the section. */
  readonly page: string;
}

/**
 * The command that runs the whole matrix and keeps what it shows: `--all` tries again what is known, `--kind` only some
 * faults, `--concurrency` more or fewer chains at once.
 */
export async function faultCommand({
  subject,
  files,
  commandLine,
}: {
  readonly subject: FaultSubject;
  readonly files: MatrixFiles;
  readonly commandLine: readonly string[];
}): Promise<number> {
  const { values } = parseArgs({
    args: [...commandLine],
    options: {
      all: { type: 'boolean', default: false },
      kind: { type: 'string', multiple: true },
      concurrency: { type: 'string', default: '4' },
    },
  });
  const { matrix: filled, broken } = await fillMatrix({
    subject,
    known: await readMatrix(files.kept).catch(startAfresh),
    all: values.all,
    ...(values.kind !== undefined && { kinds: values.kind.map(asKind) }),
    concurrency: Number(values.concurrency),
    async onChain({ matrix, result: { chain, broken: failure }, ended, chains }) {
      await keepMatrix(subject, files, matrix);
      console.log(`${ended} of ${chains}: ${chain.kind}${failure ? `\n${failure.message}` : ''}`);
    },
  });
  await keepMatrix(subject, files, filled);
  console.log(`${broken.length} promises broken`);
  return broken.length === 0 ? 0 : 1;
}

async function keepMatrix(
  { section }: Pick<FaultSubject, 'section'>,
  { kept, page }: MatrixFiles,
  matrix: KeptMatrix,
): Promise<void> {
  await writeMatrix(kept, matrix);
  const text = await readFile(page, 'utf8');
  // Two providers may be tried at once: neither reads what the other has half written.
  const whole = `${page}.${section}`;
  await writeFile(whole, withSection(text, section, matrixTable(matrix)));
  await rename(whole, page);
}

function asKind(text: string): FaultKind {
  const found = faultKinds.find(({ kind }) => kind === text);
  if (found !== undefined) return found.kind;
  throw new Error(
    `There is no fault "${text}", only ${faultKinds.map(({ kind }) => kind).join(', ')}.`,
  );
}

function startAfresh(error: unknown): KeptMatrix {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return emptyMatrix;
}
