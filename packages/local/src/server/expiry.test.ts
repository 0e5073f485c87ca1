import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { createExpiry, type Expiry, expiryPathIn, readExpiry } from './expiry.ts';

let runtimeDirectory = '';
let ended = 0;

beforeEach(() => {
  runtimeDirectory = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
  ended = 0;
  vi.useFakeTimers({ now: 1_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(runtimeDirectory, { recursive: true });
});

const create = (): Expiry => createExpiry({ runtimeDirectory, onDue: () => (ended += 1) });
const day = 24 * 60 * 60_000;

describe('the end of a server', () => {
  test('comes when it was set for, and stays known', () => {
    create().set(Date.now() + 1000);
    vi.advanceTimersByTime(999);
    expect(ended).toBe(0);
    vi.advanceTimersByTime(1);
    expect(ended).toBe(1);
    expect(readExpiry(runtimeDirectory)).toBe(1_000_001_000);
  });

  test('comes at once where it is past', () => {
    create().set(Date.now() - 1);
    vi.advanceTimersByTime(0);
    expect(ended).toBe(1);
  });

  test('is moved, and taken away', () => {
    const expiry = create();
    expiry.set(Date.now() + 1000);
    expiry.set(Date.now() + 5000);
    vi.advanceTimersByTime(4999);
    expect(ended).toBe(0);
    expiry.set(undefined);
    vi.advanceTimersByTime(day);
    expect(ended).toBe(0);
    expect(readExpiry(runtimeDirectory)).toBeUndefined();
  });

  test('is as exact in months, which no timer is long enough for', () => {
    create().set(Date.now() + 60 * day);
    vi.advanceTimersByTime(60 * day - 1);
    expect(ended).toBe(0);
    vi.advanceTimersByTime(1);
    expect(ended).toBe(1);
  });

  test('is what was set before, for a server that is started anew', () => {
    const first = create();
    first.set(Date.now() + 1000);
    first.stop();
    create();
    vi.advanceTimersByTime(1000);
    expect(ended).toBe(1);
  });

  test('is forgotten by a server that is started after it', () => {
    create().set(Date.now() + 1000);
    vi.advanceTimersByTime(2000);
    expect(ended).toBe(1);
    create();
    vi.advanceTimersByTime(day);
    expect(ended).toBe(1);
    expect(readExpiry(runtimeDirectory)).toBeUndefined();
  });

  test('is whole for whoever reads it, also while it is set anew', () => {
    const expiry = create();
    expiry.set(Date.now() + 1000);
    const opened = openSync(expiryPathIn(runtimeDirectory), 'r');
    expiry.set(Date.now() + 5000);
    expect(JSON.parse(readFileSync(opened, 'utf8'))).toEqual({ at: 1_000_001_000 });
    closeSync(opened);
    expect(readExpiry(runtimeDirectory)).toBe(1_000_005_000);
    expect(readdirSync(runtimeDirectory)).toEqual(['expiry.json']);
  });

  test('in a file that says nothing is an error, and not no end', () => {
    writeFileSync(expiryPathIn(runtimeDirectory), 'soon');
    expect(create).toThrow(SyntaxError);
  });
});
