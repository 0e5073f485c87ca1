import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { readAll, textSource } from '@torchrelay/core';
import type { Call, ObjectHead } from '@torchrelay/core/target';
import { testStore } from '@torchrelay/testing';
import { afterAll, describe, expect, test } from 'vitest';

import { thisProcess } from '../server/process-identity.ts';
import { fileStore } from './file-store.ts';
import { objectPaths } from './object-paths.ts';
import { isPart } from './write-object.ts';

const root = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
afterAll(() => rmSync(root, { recursive: true }));

const store = fileStore(root);
testStore({ test, createStore: () => fileStore(root) });

const write = (key: string, text = key): Promise<ObjectHead> =>
  store.doWrite(key, textSource(text), {}, {});

async function textAt(key: string): Promise<string | undefined> {
  const found = await store.doRead(key, {});
  return found && new TextDecoder().decode(await readAll(found.source));
}

async function keysUnder(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.doList(prefix, {})) keys.push(key);
  return keys.toSorted();
}

describe('a key', () => {
  const names = [
    'epoch=3-step=100.ckpt',
    'my model (1).pt',
    'größe.txt',
    'half.part',
    '...',
    // As long as the name of a file may be.
    'n'.repeat(255),
  ];

  test.each(names)('may be what a script calls its file: %s', async (name) => {
    const key = `out/${name}`;
    await write(key);
    expect(await keysUnder('out/')).toEqual([key]);
    expect(await textAt(key)).toBe(key);
    await store.doDelete(key, {}, {});
    expect(await keysUnder('out/')).toEqual([]);
  });

  test('may be longer than the name of a file', async () => {
    const key = Array.from({ length: 9 }, () => 'deep'.repeat(25)).join('/');
    await write(key);
    expect(await textAt(key)).toBe(key);
    await store.doDelete(key, {}, {});
  });

  test.each(['', '/a', 'a/', 'a//b', '.', '..', 'a/../b', 'a\u2028/../b', 'a\\b', 'a\0b', 'a\nb'])(
    'that leaves the store, or no other store would take, is refused: %j',
    async (key) => {
      await expect(write(key)).rejects.toMatchObject({
        code: 'STORE_KEY_INVALID',
        hint: expect.stringContaining('another name'),
      });
    },
  );
});

describe('a copy', () => {
  const copy = (to: string, call: Call = {}): Promise<unknown> =>
    store.doCopy?.('from', to, call) ?? Promise.reject(new Error('it cannot copy'));
  const halfMade = (): string[] =>
    readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => isPart(path));

  /** As if this process were writing there. */
  function lockOf(key: string): Disposable {
    const { lock } = objectPaths(root, key);
    mkdirSync(dirname(lock), { recursive: true });
    writeFileSync(lock, JSON.stringify(thisProcess()));
    return { [Symbol.dispose]: () => rmSync(lock, { force: true }) };
  }

  test('waits for whoever writes to its place', async () => {
    await write('from');
    using lock = lockOf('to');
    const copying = copy('to');
    expect(await Promise.race([copying, delay(40, 'waits')])).toBe('waits');
    lock[Symbol.dispose]();
    await copying;
    expect(await textAt('to')).toBe('from');
  });

  test('whose source is written meanwhile is none: its digest would be wrong', async () => {
    await write('from', 'old');
    using lock = lockOf('changed');
    const copying = copy('changed');
    await write('from', 'new');
    lock[Symbol.dispose]();
    await expect(copying).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    expect(await textAt('changed')).toBeUndefined();
    expect(halfMade()).toEqual([]);
  });

  test('that is aborted leaves nothing', async () => {
    await write('from');
    const abort = new AbortController();
    const copying = copy('aborted', { abortSignal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(copying).rejects.toThrow('enough');
    expect(await textAt('aborted')).toBeUndefined();
    expect(halfMade()).toEqual([]);
  });
});
