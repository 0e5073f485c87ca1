import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { startS3Sink } from '@torchrelay/stand-ins';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { plainSources } from '../test-support/plain-sources.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'torchrelay-memory-'));
const gigabyte = 1e9;
/** With ten times that the memory is to be the same: TORCHRELAY_UPLOAD_GB=10. */
const size = Number(process.env['TORCHRELAY_UPLOAD_GB'] ?? 1) * gigabyte;
const mostBytes = 150e6;

let hook: string;

beforeAll(async () => {
  hook = await plainSources(folder);
});

afterAll(() => rmSync(folder, { recursive: true }));

test(`an upload of ${size / gigabyte} GB needs less than 150 MB, with all that Node and the SDK need, and few connections`, async () => {
  await using sink = await startS3Sink();
  const settings = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    endpoint: sink.endpoint,
    bucket: 'models',
  };
  const program = fileURLToPath(new URL('../test-support/upload-process.ts', import.meta.url));
  const task = JSON.stringify({ settings, key: 'model.pt', size, seed: 0 });
  const { stdout } = await run(
    process.execPath,
    ['--conditions=torchrelay-source', '--import', hook, program, task],
    { maxBuffer: 2 ** 26 },
  );
  const last = stdout.trim().split('\n').at(-1) ?? '';
  const { peakKibibytes } = JSON.parse(last) as { readonly peakKibibytes: number };
  expect(await sink.received()).toBeGreaterThanOrEqual(size);
  // As many as parts are under way at once, and not one for each of the parts, which are above a hundred.
  expect(await sink.connections()).toBeLessThanOrEqual(6);
  console.log(`${size / gigabyte} GB with ${Math.round((peakKibibytes * 1024) / 1e6)} MB`);
  expect(peakKibibytes * 1024).toBeLessThan(mostBytes);
}, 600_000);
