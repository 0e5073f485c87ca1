import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createReadStream, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, test } from 'vitest';

/** Ten times as much with TORCHRELAY_UPLOAD_BYTES=10000000000. */
const size = Number(process.env['TORCHRELAY_UPLOAD_BYTES'] ?? 1e9);

/** Takes what Blob storage takes, and keeps none of it. */
const sink = createServer(answer);
let received = 0;

function answer(request: IncomingMessage, response: ServerResponse): void {
  const isBlock = request.url?.includes('comp=block&') === true;
  request.on('data', ({ length }: Buffer) => (received += isBlock ? length : 0));
  request.on('end', () => {
    const isThere = request.method === 'PUT';
    response.writeHead(isThere ? 201 : 404, {
      etag: '"1"',
      'last-modified': new Date().toUTCString(),
      ...(!isThere && { 'x-ms-error-code': 'BlobNotFound' }),
    });
    response.end();
  });
}

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'upload-memory-'));
  await once(sink.listen(0, '127.0.0.1'), 'listening');
});

afterAll(() => {
  sink.close();
  rmSync(folder, { recursive: true });
});

/** The most memory that a process took to upload a file, in bytes. */
async function memoryFor(file: string, sha256: string): Promise<number> {
  const { port } = sink.address() as AddressInfo;
  const program = join(import.meta.dirname, 'test-support/upload-file.ts');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=torchrelay-source', program, `http://127.0.0.1:${port}/acct`, file, sha256],
    { env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'cache') } },
  );
  return Number(stdout);
}

/** Full of zeros, which take no room on the disk. */
async function makeFile(name: string, bytes: number): Promise<readonly [string, string]> {
  const path = join(folder, name);
  writeFileSync(path, '');
  truncateSync(path, bytes);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return [path, hash.digest('hex')];
}

test(`an upload of ${size / 1e9} GB takes less than 150 MB of memory`, async () => {
  // Node's own compiler of TypeScript takes 20 MiB, which nobody has who runs what is published.
  await memoryFor(...(await makeFile('small', 100)));
  received = 0;
  expect(await memoryFor(...(await makeFile('large', size)))).toBeLessThan(150e6);
  expect(received).toBe(size);
}, 900_000);
