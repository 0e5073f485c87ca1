import { describe, expect, test } from 'vitest';

import {
  cudaContextTerm,
  fragmentationTerm,
  serverPoolTerm,
  serverProcessTerm,
  systemTerm,
  workspaceTerm,
} from './overheads.ts';

const mib = 2 ** 20;

describe('what is there whatever the model', () => {
  test('has the published 1.3 GB of a CUDA context in its range', () => {
    const { lowBytes, highBytes } = cudaContextTerm();
    expect(lowBytes).toBeLessThan(1343 * mib);
    expect(highBytes).toBeGreaterThan(1343 * mib);
  });

  test('says that it is a rule of thumb, but for what the server’s options fix', () => {
    const guessed = [cudaContextTerm(), serverProcessTerm(), systemTerm(), fragmentationTerm(0)];
    expect(guessed.map(({ kind }) => kind)).toEqual(guessed.map(() => 'rule of thumb'));
    expect(serverPoolTerm()).toMatchObject({
      kind: 'computed',
      bytes: 64 * mib,
      highBytes: 64 * mib,
    });
  });
});

describe('workspaces', () => {
  test('are of matrix products always, and of convolutions where there are any', () => {
    const [without, having] = [false, true].map((hasConvolutions) =>
      workspaceTerm({ hasConvolutions }),
    );
    expect(without?.bytes).toBe(32 * mib);
    expect(having?.highBytes ?? 0).toBeGreaterThan(10 * (without?.highBytes ?? 0));
    expect(having?.lowBytes).toBe(without?.lowBytes);
  });
});

describe('fragmentation', () => {
  test('grows with the activations, may be none, and is never more than a quarter and two blocks', () => {
    const activations = 1000 * mib;
    const { bytes, lowBytes, highBytes } = fragmentationTerm(activations);
    expect(lowBytes).toBe(0);
    expect(bytes - fragmentationTerm(0).bytes).toBe(50 * mib);
    expect(highBytes).toBe(250 * mib + 40 * mib);
  });
});
