import { expect, it } from 'vitest';
import { runStep } from './step.js';

function recorder() {
  const written: string[] = [];
  return { write: (text: string) => written.push(text), text: () => written.join('') };
}

it('says what it does and how long it took', async () => {
  const { write, text } = recorder();
  await runStep({ title: 'Stacking the bricks', isDone: () => false, run: async () => {} }, write);
  expect(text()).toMatch(/^Stacking the bricks … done in \d+\.\d s\n$/);
});

it('passes over in silence what is done already', async () => {
  const { write, text } = recorder();
  const run = async () => {
    throw new Error('It ran.');
  };
  await runStep({ title: 'Stacking the bricks', isDone: async () => true, run }, write);
  expect(text()).toBe('');
});

it('shows advice after the time', async () => {
  const { write, text } = recorder();
  const run = async () => 'note: they are heavy';
  await runStep({ title: 'Stacking the bricks', isDone: () => false, run }, write);
  expect(text()).toMatch(/ s\nnote: they are heavy\n$/);
});

it('ends its line before a failure goes on', async () => {
  const { write, text } = recorder();
  const run = async () => {
    throw new Error('They fell.');
  };
  const step = { title: 'Stacking the bricks', isDone: () => false, run };
  await expect(runStep(step, write)).rejects.toThrow('They fell.');
  expect(text()).toMatch(/^Stacking the bricks … failed after \d+\.\d s\n\n$/);
});
