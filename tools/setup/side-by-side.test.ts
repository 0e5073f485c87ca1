import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { runSideBySide } from './side-by-side.js';
import type { Step } from './step.js';

/** A step that ends when it is told to. */
function step(title: string, run: () => Promise<void> = async () => {}): Step {
  return { title, isDone: () => false, run };
}

function recorder() {
  const written: string[] = [];
  return {
    write: (text: string) => written.push(text),
    lines: () =>
      written
        .join('')
        .replaceAll(/\d+\.\d s/g, 'N s')
        .split('\n')
        .slice(0, -1),
  };
}

it('does the rows side by side, and tells of them one after the other', async () => {
  const { write, lines } = recorder();
  const quick = Promise.withResolvers<void>();
  const rows = [
    // It ends only when the other row has.
    [step('Bricks', () => quick.promise), step('Roof')],
    [step('Garden'), step('Fence', async () => quick.resolve())],
  ];
  await runSideBySide(rows, write);
  expect(lines()).toEqual(
    ['Bricks', 'Roof', 'Garden', 'Fence'].map((title) => `${title} … done in N s`),
  );
});

it('asks for a step when the one before it is done', async () => {
  const { write, lines } = recorder();
  let hasBricks = false;
  function* house(): Generator<Step> {
    yield step('Bricks', async () => {
      await wait(10);
      hasBricks = true;
    });
    yield step(hasBricks ? 'Roof' : 'Tent');
  }
  await runSideBySide([house()], write);
  expect(lines()).toEqual(['Bricks … done in N s', 'Roof … done in N s']);
});

it('tells at once what happens when the row before is through', async () => {
  const { write, lines } = recorder();
  const slow = Promise.withResolvers<void>();
  const all = runSideBySide(
    [[step('Bricks')], [step('Garden'), step('Fence', () => slow.promise)]],
    write,
  );
  await expect.poll(lines).toEqual(['Bricks … done in N s', 'Garden … done in N s']);
  slow.resolve();
  await all;
  expect(lines().at(-1)).toBe('Fence … done in N s');
});

it('fails with the first row’s error when every row has come to its end', async () => {
  const { write, lines } = recorder();
  let isPlanted = false;
  const rows = [
    [
      step('Bricks', async () => {
        throw new Error('They fell.');
      }),
      step('Roof'),
    ],
    [
      step('Garden', async () => {
        await wait(50);
        isPlanted = true;
      }),
    ],
  ];
  await expect(runSideBySide(rows, write)).rejects.toThrow('They fell.');
  expect(isPlanted).toBe(true);
  expect(lines()).toEqual(['Bricks … failed after N s', '', 'Garden … done in N s']);
});
