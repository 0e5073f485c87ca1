import { describe, expect, test } from 'vitest';

import { hintWithTarget } from './hint-with-target.ts';

const there = 'sagemaker://us-east-1';

describe('a command that a hint suggests', () => {
  test.each([
    'See what is there: torchrelay list',
    'See them: torchrelay history demo',
    'Run the same command again, or remove it: torchrelay destroy demo',
    'Something else.\nIts log may say more: torchrelay logs demo',
  ])('%j names the target', (hint) => {
    expect(hintWithTarget(hint, there)).toBe(`${hint} --target ${there}`);
    expect(hintWithTarget(hint, 'local')).toBe(hint);
  });

  test('keeps a line behind it apart', () => {
    expect(hintWithTarget('Look: torchrelay logs demo\nThen deploy again.', there)).toBe(
      `Look: torchrelay logs demo --target ${there}\nThen deploy again.`,
    );
  });

  test.each([
    'The parts could not be removed (busy). torchrelay gc removes them.',
    'Choose another accelerator or region: torchrelay gpus lists what there is.',
    `Ask it again: torchrelay logs demo --target ${there}`,
    'Allow it in a policy of the role. Without a role, torchrelay makes one.',
  ])('%j stays as it is', (hint) => {
    expect(hintWithTarget(hint, there)).toBe(hint);
  });
});
