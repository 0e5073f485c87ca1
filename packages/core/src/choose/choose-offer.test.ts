import { describe, expect, test } from 'vitest';

import type { Need, Offer } from '../target/offer.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { testOffer } from '../test-support/test-offer.ts';
import { type Choice, chooseOffer } from './choose-offer.ts';
import type { ChooseRequest } from './choose-request.ts';

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
  regions,
  priceLimit,
  peakOf,
  ...need
}: Partial<Need> & Partial<Omit<ChooseRequest, 'need'>>): Choice {
  const asked = { purpose: 'serving', accelerator: 'default', memoryBytes: gib, nodes: 1 } as const;
  return chooseOffer({
    need: { ...asked, ...need },
    offers,
    current,
    excludes,
    regions,
    priceLimit,
    peakOf,
  });
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
    expect(error.message).toContain('and 1 not A100');
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

  test('without a GPU must have in RAM what is needed there', () => {
    const need = { accelerator: 'auto', memoryBytes: 20 * gib, offers: [cpu, t4] };
    expect(type({ ...need, hostMemoryBytes: 64 * gib })).toBe('cpu');
    expect(() => chosen({ ...need, hostMemoryBytes: 65 * gib })).toThrow(
      /needs 65.0 GiB, has 64.0 GiB/,
    );
    expect(() => chosen({ ...need, offers: [t4], hostMemoryBytes: gib })).toThrow(/needs 20.0 GiB/);
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
    expect(() => chosen({ gpusPerNode: 2 })).toThrow(/has 1 GPU, 2 needed/);
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

  test('of the same price the one with more memory bandwidth is chosen', () => {
    const accelerator = { kind: 'A100-80GB', count: 1, memoryBytes: 80 * gib };
    const offers = [1935, 2039].map((memoryBandwidthInGBps, n) => ({
      ...testOffer(`n${n}`, { usd: 4 }),
      accelerator: { ...accelerator, memoryBandwidthInGBps },
    }));
    expect(type({ offers })).toBe('n1');
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

describe('a wish in other words', () => {
  const pair = testOffer('a100-2', { kind: 'A100-80GB', usd: 8, gibibytes: 79, gpus: 2 });
  const offers = [...all, pair];

  test.each([
    ['A100:2', 'a100-2'],
    ['a100-80gb', 'a100-large'],
    ['80GB+', 'h100'],
    ['80GB+:2', 'a100-2'],
    ['A100,T4', 't4'],
    ['A100-80GB, H100', 'h100'],
  ])('%s gives %s', (accelerator, instanceType) => {
    expect(type({ accelerator, offers })).toBe(instanceType);
  });

  test.each(['', 'A100,', 'cpu,A100', 'A100:0', '80GB', 'auto:2', 'A_100'])(
    '"%s" is refused with what can be written',
    async (accelerator) => {
      const error = await failureOf(() => chosen({ accelerator }));
      expect(error).toMatchObject({ code: 'ACCELERATOR_INVALID' });
      expect(error.hint).toContain('A100, A100-80GB, A100:8, 80GB+');
    },
  );

  test('80 GB are what is sold as 80 GB: the driver may keep a little of it', () => {
    const sold = testOffer('sold', { kind: 'X', gibibytes: 73 });
    const less = testOffer('less', { kind: 'X', gibibytes: 70 });
    expect(type({ accelerator: '80GB+', offers: [less, sold] })).toBe('sold');
  });
});

describe('a limit on the price', () => {
  test('is one for all instances together', () => {
    const limit = { maxUsdPerHour: 6 };
    expect(type({ priceLimit: limit, nodes: 2 })).toBe('a100');
    expect(() => chosen({ priceLimit: limit, nodes: 3 })).toThrow(
      /here\/a100: \$9\.00 per hour, the limit is \$6\.00/,
    );
  });

  test('refuses what has no known price, and the error names the way around it', async () => {
    const offers = [testOffer('a100', { kind: 'A100-40GB' })];
    const error = await failureOf(() => chosen({ offers, priceLimit: { maxUsdPerHour: 100 } }));
    expect(error.message).toContain('here/a100: price unknown');
    expect(error.hint).toContain('--allow-unknown-price');
    const priceLimit = { maxUsdPerHour: 100, allowUnknownPrice: true };
    expect(type({ offers, priceLimit })).toBe('a100');
  });

  test('counts the spot price where spot capacity is asked for', () => {
    const spot = { known: true, value: 1, source: 'a test', asOf: '2026-01-01T00:00:00Z' } as const;
    const offers = [{ ...a100Large, spotUsdPerHour: spot }, a100];
    const choice = chosen({ offers, spot: true, priceLimit: { maxUsdPerHour: 2 } });
    expect(choice.chosen.instanceType).toBe('a100-large');
    expect(choice.rejected).toEqual([
      { offer: 'here/a100', code: 'PRICE_UNKNOWN', reason: 'price unknown' },
    ]);
  });

  test('of no known spot price prefers what is cheaper on demand', () => {
    const spotUsdPerHour = { known: false, reason: 'told when the job has ended' } as const;
    const dear = { ...testOffer('a', { kind: 'A100-40GB', usd: 30 }), spotUsdPerHour };
    const cheap = { ...testOffer('b', { kind: 'A100-40GB', usd: 3 }), spotUsdPerHour };
    expect(chosen({ offers: [dear, cheap], spot: true }).chosen.instanceType).toBe('b');
    const known = {
      known: true,
      value: 9,
      source: 'a test',
      asOf: '2026-01-01T00:00:00Z',
    } as const;
    const told = { ...testOffer('c', { kind: 'A100-40GB', usd: 40 }), spotUsdPerHour: known };
    expect(chosen({ offers: [dear, cheap, told], spot: true }).chosen.instanceType).toBe('c');
  });
});

describe('the quota', () => {
  test('has to allow the peak of the change, not only what stays', () => {
    const offers = [testOffer('a100', { kind: 'A100-40GB', usd: 3, quota: 1 }), a100Large];
    expect(type({ offers, peakOf: () => 1 })).toBe('a100');
    expect(type({ offers, peakOf: ({ id }) => (id === 'here/a100' ? 2 : 1) })).toBe('a100-large');
  });
});

test('only the regions that were named are looked at', () => {
  const offers = [a100, { ...a100, id: 'there/a100', region: 'there' }];
  expect(chosen({ offers, regions: ['there'] }).chosen.id).toBe('there/a100');
});

describe('training on several nodes', () => {
  const boxed = testOffer('pcie', { kind: 'A100-80GB', usd: 1, gibibytes: 80 });
  const efa = { ...testOffer('efa', { kind: 'A100-80GB', usd: 10 }), interconnectInGbps: 400 };
  const ib = { ...testOffer('ib', { kind: 'A100-80GB', usd: 12 }), interconnectInGbps: 1600 };
  const offers = [boxed, efa, ib];

  test('needs a fast network between them: boxes without one are out, however cheap', () => {
    const { chosen: first, rejected } = chosen({ offers, purpose: 'training', nodes: 2 });
    expect(first.instanceType).toBe('efa');
    expect(rejected).toEqual([
      { offer: 'here/pcie', code: 'INTERCONNECT', reason: 'no fast network between nodes' },
    ]);
  });

  test('tells of a faster network that costs little more', () => {
    expect(chosen({ offers, purpose: 'training', nodes: 2 }).notes).toEqual([
      {
        code: 'FASTER_NETWORK',
        message: 'Nodes of efa talk at 400 Gb/s; ib at 1600 Gb/s costs 20 % more per hour.',
        offers: ['here/ib'],
      },
    ]);
  });

  test('of the same price takes the faster network', () => {
    const same = [efa, { ...ib, usdPerHour: efa.usdPerHour }];
    expect(type({ offers: same, purpose: 'training', nodes: 2 })).toBe('ib');
  });

  test('on one node, and serving, need none', () => {
    expect(type({ offers, purpose: 'training' })).toBe('pcie');
    expect(type({ offers, nodes: 2 })).toBe('pcie');
  });
});

describe('eight GPUs for a small model', () => {
  const eight = testOffer('eight', { kind: 'A100-40GB', gpus: 8, usd: 25 });

  test('are rented only with a word about what else would do, the cheapest of each kind', () => {
    const dearT4 = testOffer('t4-dear', { kind: 'T4', usd: 0.6, gibibytes: 15 });
    const { notes } = chosen({ offers: [eight, t4, dearT4, cpu, h100] });
    expect(notes).toEqual([
      {
        code: 'OVERSIZED',
        message:
          'The model needs 1.0 GiB, and eight brings 8 x A100-40GB for $25.00 per hour. It also fits cpu (8 vCPUs, $0.10), t4 (1 x T4, $0.50), h100 (1 x H100, $2.00).',
        offers: ['here/cpu', 'here/t4', 'here/h100'],
      },
    ]);
  });

  test('name also single GPUs whose price nobody knows, after those that are known', () => {
    const unknown = testOffer('t4-unknown', { kind: 'T4', gibibytes: 15 });
    expect(chosen({ offers: [eight, unknown, cpu] }).notes[0]?.message).toContain(
      'It also fits cpu (8 vCPUs, $0.10), t4-unknown (1 x T4, price unknown).',
    );
  });

  test.each([
    [
      'is large',
      { memoryBytes: 39 * gib, offers: [testOffer('one', { kind: 'A100-40GB', usd: 25 }), h100] },
    ],
    ['has no cheaper place', { offers: [eight] }],
    ['fits nowhere cheaper', { memoryBytes: 20 * gib, offers: [eight, t4] }],
    [
      'only goes where quota is missing',
      { offers: [eight, testOffer('none', { kind: 'T4', usd: 1, quota: 0 })] },
    ],
  ])('are rented without a word when the model %s', (_, request) => {
    expect(chosen(request).notes).toEqual([]);
  });
});

describe('the choice', () => {
  test.each([
    ['the cheapest of 2 that fit', {}],
    ['the only one that fits', { accelerator: 'A100-80GB' }],
    ['serves now, and still satisfies', { current: 'here/a100-large' }],
    ['the first of 2 that fit; no price is known', { offers: [testOffer('a'), testOffer('b')] }],
  ])('says why: %s', (why, request) => {
    expect(chosen(request).why).toBe(why);
  });

  test('is explained: every other offer has its reason', () => {
    expect(chosen({ excludes: ['a100-large'] }).rejected).toEqual([
      { offer: 'here/cpu', code: 'ACCELERATOR', reason: 'not A100' },
      { offer: 'here/t4', code: 'ACCELERATOR', reason: 'not A100' },
      { offer: 'here/h100', code: 'ACCELERATOR', reason: 'not A100' },
      { offer: 'here/a100-large', code: 'EXCLUDED', reason: 'excluded' },
    ]);
  });

  test('of nothing says what was looked for, and why each one was not it', async () => {
    const error = await failureOf(() => chosen({ offers: [t4, a100], memoryBytes: 50 * gib }));
    expect(error).toMatchObject({ code: 'NO_OFFER', recovery: 'never', effect: 'none' });
    expect(error.message).toBe(
      'Nothing here can run this (A100, 50.0 GiB): here/a100: needs 50.0 GiB, has 40.0 GiB; and 1 not A100.',
    );
  });

  test('of nothing names six at most, and says how many more there are', async () => {
    const offers = Array.from({ length: 9 }, (_, n) => testOffer(`n${n}`));
    const error = await failureOf(() => chosen({ offers, accelerator: 'H100' }));
    expect(error.message).toContain('here/n5: not H100; and 3 not H100.');
    expect(error.data['rejected']).toHaveLength(9);
  });

  test('among none says so', async () => {
    expect((await failureOf(() => chosen({ offers: [] }))).message).toContain('no offers');
  });
});
