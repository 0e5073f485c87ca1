import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { faultKinds } from './fault-kind.ts';
import {
  cellsOf,
  emptyMatrix,
  matrixFor,
  readMatrix,
  withOutcomes,
  writeMatrix,
} from './kept-matrix.ts';
import { matrixTable, withSection } from './matrix-table.ts';
import { planChains, sampleCells } from './plan-chains.ts';
import type { Life } from './run-chain.ts';
import { byVerb, type Verb } from './course.ts';

const isChanging = (call: string): boolean => call.startsWith('put');
const verbs: readonly Verb[] = ['deploy', 'update', 'rollback', 'destroy'];
const lifeOf = (...calls: readonly string[]): Life => byVerb(verbs, () => ({ calls, audit: [] }));
const matrix = matrixFor(lifeOf('get a', 'put b'), emptyMatrix, { isChanging });

const manyCalls = Array.from({ length: 25 }, (_, index) => `put ${index}`);
const many = matrixFor(lifeOf(...manyCalls), emptyMatrix, { isChanging });

test('of a call that changes nothing it is not tried whether the service has heard of it', () => {
  const kindsOf = (call: string): number =>
    cellsOf(matrix).filter((cell) => cell.verb === 'deploy' && cell.call === call).length;
  expect(kindsOf('put b')).toBe(faultKinds.length);
  expect(kindsOf('get a')).toBe(faultKinds.length - 3);
});

test('what is known of a call stays when others come and go', () => {
  const calls = byVerb(verbs, () => ['put b']);
  const outcomes = new Map([['deploy', 'again'] as const]);
  const known = withOutcomes(matrix, { kind: 'down', calls }, outcomes);
  const later = matrixFor(lifeOf('put b', 'put c'), known, { isChanging });
  const down = cellsOf(later).filter(({ verb, kind }) => verb === 'deploy' && kind === 'down');
  expect(down.map(({ call, outcome }) => `${call} ${outcome}`)).toEqual([
    'put b again',
    'put c untried',
  ]);
});

test('what is written is read again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'torchrelay-kept-'));
  await writeMatrix(join(folder, 'kept.json'), matrix);
  expect(await readMatrix(join(folder, 'kept.json'))).toEqual(matrix);
  await rm(folder, { recursive: true });
});

test('faults that last get a run each, and those that do not share one, far apart', () => {
  const chainsOf = (kind: string): readonly (readonly string[])[] =>
    planChains(cellsOf(many))
      .filter((chain) => chain.kind === kind)
      .map(({ calls }) => calls.get('deploy') ?? []);
  expect(chainsOf('down')).toEqual(manyCalls.map((call) => [call]));
  expect(chainsOf('error')).toHaveLength(3);
  expect(chainsOf('error')[0]?.slice(0, 3)).toEqual(['put 0', 'put 3', 'put 6']);
  expect(chainsOf('error').flat().toSorted()).toEqual(manyCalls.toSorted());
});

test('a sample is the same for the same seed, another one for another, and has every kind', () => {
  const sample = (seed: number): readonly string[] =>
    sampleCells(cellsOf(many), { seed, perKind: () => 2 }).map(
      ({ verb, call, kind }) => `${verb} ${call} ${kind}`,
    );
  expect(sample(1)).toEqual(sample(1));
  expect(sample(1)).not.toEqual(sample(2));
  expect(sample(1)).toHaveLength(2 * 4 * faultKinds.length);
});

test('the table says how many have been tried, and stands between its marks', () => {
  const page = 'Before.\n\n<!-- a: begin -->\n\nold\n\n<!-- a: end -->\n\nAfter.\n';
  const text = withSection(page, 'a', matrixTable(matrix));
  expect(text).toMatch(/^Before\.\n\n<!-- a: begin -->\n\n0 of 68 have been tried\./);
  expect(text).toMatch(/\n\n<!-- a: end -->\n\nAfter\.\n$/);
  expect(text).toMatch(/\| `get a` +\| \? +\| \? +\| \? +\| \? +\| = +\| \? +\| = +\|/);
  expect(withSection(text, 'a', matrixTable(matrix))).toBe(text);
  expect(() => withSection(page, 'b', '')).toThrow('There is no place for b');
});
