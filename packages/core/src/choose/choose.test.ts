import { describe, expect, test } from 'vitest';

import type { Need, Offer } from '../target/offer.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { testOffer } from '../test-support/test-offer.ts';
import { choose, type ChoiceRequest } from './choose.ts';

const gib = 2 ** 30;

const a100 = testOffer('a100', { kind: 'A100-40GB', usd: 3 });
const a100Large = testOffer('a100-large', { kind: 'A100-80GB', usd: 4, gibibytes: 80 });
const h100 = testOffer('h100', { kind: 'H100', usd: 2, gibibytes: 80 });
const t4 = testOffer('t4', { kind: 'T4', usd: 0.5, gibibytes: 15 });
const cpu = testOffer('cpu', { usd: 0.1, gibibytes: 64 });
const all: readonly Offer[] = [cpu, t4, h100, a100Large, a100];

function chosen({
  offers = all,
  current,
  excludes = [],
  ...need
}: Partial<Need> & Partial<Omit<ChoiceRequest, 'need'>>): ReturnType<typeof choose> {
  const asked = { purpose: 'serving', accelerator: 'default', memoryBytes: gib, nodes: 1 } as const;
  return choose({ need: { ...asked, ...need }, offers, current, excludes });
}

const type = (request: Parameters<typeof chosen>[0]): string => chosen(request).chosen.instanceType;

describe('without a wish', () => {
  test('an A100 is chosen, though others are cheaper', () => {
    expect(type({})).toBe('a100');
  });

  test('what is there is chosen where the target has no A100: this machine', () => {
    expect(type({ offers: [cpu] })).toBe('cpu');
    expect(type({ offers: [h100, t4] })).toBe('t4');
  });

  test('an A100 is meant also where none can be had: nobody pays for another GPU unasked', async () => {
    const offers = [testOffer('a100', { kind: 'A100-40GB', quota: 0 }), h100];
    const error = await failureOf(() => chosen({ offers }));
    expect(error.message).toContain('here/h100: not A100');
  });
});

describe('an accelerator that is asked for', () => {
  test.each([
    ['A100', 'a100'],
    ['A100-80GB', 'a100-large'],
    ['H100', 'h100'],
    ['cpu', 'cpu'],
    ['auto', 'cpu'],
  ])('%s gives %s', (accelerator, instanceType) => {
    expect(type({ accelerator })).toBe(instanceType);
  });

  test('is not met by a kind whose name only starts alike', () => {
    const offers = [
      testOffer('gh200', { kind: 'H1000' }),
      testOffer('h100x', { kind: 'H100X-80GB' }),
      h100,
    ];
    expect(chosen({ accelerator: 'H100', offers }).ladder).toEqual([]);
  });
});

describe('an offer', () => {
  test('must have the memory on one device', () => {
    expect(type({ memoryBytes: 40 * gib })).toBe('a100');
    expect(type({ memoryBytes: 40 * gib + 1 })).toBe('a100-large');
  });

  test('without a GPU must have it in RAM', () => {
    expect(type({ accelerator: 'cpu', memoryBytes: 64 * gib })).toBe('cpu');
    expect(() => chosen({ accelerator: 'cpu', memoryBytes: 65 * gib })).toThrow(
      /needs 65.0 GiB, has 64.0 GiB/,
    );
  });

  test('must have as many GPUs as are asked for, and may have more', () => {
    const eight = testOffer('a100-8', { kind: 'A100-40GB', gpus: 8, usd: 30 });
    expect(type({ gpusPerNode: 4, offers: [...all, eight] })).toBe('a100-8');
    expect(() => chosen({ gpusPerNode: 2 })).toThrow(/has 1 GPUs, 2 needed/);
    expect(() => chosen({ gpusPerNode: 1, accelerator: 'cpu' })).toThrow(/has 0 GPUs, 1 needed/);
  });

  test.each([
    ['is not offered here', { offered: false }, /not offered in here/],
    ['has no quota left', { quota: 1 }, /quota left for 1, 2 needed/],
  ])('that %s is rejected', (_, facts, reason) => {
    const offers = [testOffer('a100', { kind: 'A100-40GB', ...facts })];
    expect(() => chosen({ offers, nodes: 2 })).toThrow(reason);
  });

  test('of which it is not known whether it can be had may be chosen', () => {
    expect(type({ offers: [testOffer('a100', { kind: 'A100-40GB' })], nodes: 100 })).toBe('a100');
  });

  test('can be excluded by its id and by its type', () => {
    expect(type({ excludes: ['here/a100'] })).toBe('a100-large');
    expect(type({ excludes: ['a100'] })).toBe('a100-large');
    expect(type({ excludes: ['a10'] })).toBe('a100');
  });
});

describe('among those that fit', () => {
  test('the cheapest is chosen, and the others come in the order of their price', () => {
    const { ladder } = chosen({ accelerator: 'auto' });
    expect(ladder.map(({ instanceType }) => instanceType)).toEqual([
      't4',
      'h100',
      'a100',
      'a100-large',
    ]);
  });

  test('one whose price is unknown comes last', () => {
    const unknown = testOffer('a-unknown', { kind: 'A100-40GB' });
    expect(chosen({ offers: [unknown, ...all] }).ladder.at(-1)).toBe(unknown);
  });

  test('of the same price, or none, the order does not depend on how they were listed', () => {
    const same = ['c', 'a', 'd', 'b'].map((name) => testOffer(name, { usd: 1 }));
    const unknown = ['g', 'e', 'f'].map((name) => testOffer(name));
    const order = (offers: readonly Offer[]): string => {
      const { chosen: first, ladder } = chosen({ offers, accelerator: 'auto' });
      return [first, ...ladder].map(({ instanceType }) => instanceType).join('');
    };
    expect(order([...same, ...unknown])).toBe('abcdefg');
    expect(order([...unknown, ...same].toReversed())).toBe('abcdefg');
  });

  test('the one that serves now stays, though another is cheaper', () => {
    const { chosen: stays, ladder } = chosen({ current: 'here/a100-large' });
    expect(stays.instanceType).toBe('a100-large');
    expect(ladder.map(({ instanceType }) => instanceType)).toEqual(['a100']);
  });

  test('the one that serves now goes when it no longer satisfies, or was excluded', () => {
    expect(type({ current: 'here/a100', memoryBytes: 50 * gib })).toBe('a100-large');
    expect(type({ current: 'here/a100', excludes: ['a100'] })).toBe('a100-large');
    expect(type({ current: 'here/t4' })).toBe('a100');
    expect(type({ current: 'elsewhere/gone' })).toBe('a100');
  });
});

describe('the choice', () => {
  test('is explained: every other offer has its reason', () => {
    expect(chosen({ excludes: ['a100-large'] }).rejected).toEqual([
      { offer: 'here/cpu', reason: 'not A100' },
      { offer: 'here/t4', reason: 'not A100' },
      { offer: 'here/h100', reason: 'not A100' },
      { offer: 'here/a100-large', reason: 'excluded' },
    ]);
  });

  test('of nothing says what was looked for, and why each one was not it', async () => {
    const error = await failureOf(() => chosen({ offers: [t4, a100], memoryBytes: 50 * gib }));
    expect(error).toMatchObject({ code: 'NO_OFFER', recovery: 'never', effect: 'none' });
    expect(error.message).toBe(
      'Nothing here can run this (A100, 50.0 GiB): here/t4: not A100; here/a100: needs 50.0 GiB, has 40.0 GiB.',
    );
  });

  test('of nothing names six at most, and says how many more there are', async () => {
    const offers = Array.from({ length: 9 }, (_, n) => testOffer(`n${n}`));
    const error = await failureOf(() => chosen({ offers, accelerator: 'H100' }));
    expect(error.message).toContain('here/n5: not H100; and 3 more.');
    expect(error.data['rejected']).toHaveLength(9);
  });

  test('among none says so', async () => {
    expect((await failureOf(() => chosen({ offers: [] }))).message).toContain('no offers');
  });
});
