import { describe, expect, test } from 'vitest';

import type { Release } from '../release/release-log.ts';
import { testSpec } from '../test-support/test-intent.ts';
import { testOffer } from '../test-support/test-offer.ts';
import { spendOf } from './spend.ts';

const hourInMs = 3_600_000;
const priced = testOffer('cheap', { usd: 4 });

function release(offer = priced): Release {
  return {
    version: 1,
    number: 1,
    name: 'demo',
    createdAt: '2026-01-01T00:00:00Z',
    actor: 'ann',
    verb: 'deploy',
    spec: { ...testSpec(), offer },
  };
}

const serving = {
  specDigest: 'a',
  packageDigest: 'b',
  offerId: priced.id,
  instances: 3,
};

describe('what a deployment costs', () => {
  test('is the price of its offer, for its instances, since it was made', () => {
    const { usdPerHour, usdSoFar } = spendOf(
      { serving, createdAt: 10 * hourInMs },
      release(),
      12.5 * hourInMs,
    );
    expect(usdPerHour).toMatchObject({ known: true, value: 12 });
    expect(usdSoFar).toMatchObject({ known: true, value: 30 });
  });

  test('says where the price is from', () => {
    const { usdSoFar } = spendOf({ serving, createdAt: 0 }, release(), hourInMs);
    if (!priced.usdPerHour.known) throw new Error('the offer of this test has a price');
    const { source, asOf } = priced.usdPerHour;
    expect(usdSoFar).toMatchObject({ source, asOf });
  });

  test('is nothing so far where our clock is behind the cloud’s', () => {
    const { usdSoFar } = spendOf({ serving, createdAt: 2 * hourInMs }, release(), hourInMs);
    expect(usdSoFar).toMatchObject({ known: true, value: 0 });
  });

  test('is known by the hour, not so far, where nobody says since when', () => {
    const { usdPerHour, usdSoFar } = spendOf({ serving }, release(), hourInMs);
    expect(usdPerHour.known).toBe(true);
    expect(usdSoFar).toEqual({ known: false, reason: 'nobody says since when it runs' });
  });

  test('is unknown where nothing serves, nothing is recorded, or the price is not known', () => {
    const nothing = spendOf({ createdAt: 0 }, release(), hourInMs);
    expect(nothing.usdPerHour).toEqual({ known: false, reason: 'nothing serves' });
    const unrecorded = spendOf({ serving, createdAt: 0 }, undefined, hourInMs);
    expect(unrecorded.usdPerHour).toEqual({ known: false, reason: 'no release is recorded' });
    const usdPerHour = { known: false, reason: 'no price list' } as const;
    const unpriced = spendOf(
      { serving, createdAt: 0 },
      release({ ...priced, usdPerHour }),
      hourInMs,
    );
    expect(unpriced).toEqual({ usdPerHour, usdSoFar: usdPerHour });
  });

  test('is unknown where the release was recorded on something else', () => {
    const moved = { ...serving, offerId: 'elsewhere' };
    expect(spendOf({ serving: moved, createdAt: 0 }, release(), hourInMs).usdPerHour).toEqual({
      known: false,
      reason: `the last release was recorded on ${priced.id}`,
    });
  });
});
