import { once } from 'node:events';
import { createServer as createPlainServer, type IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

import { selfSignedCertificate } from '@torchrelay/stand-ins';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { createS3Client, serverTimeOf } from './s3-client.ts';

const { certificate, key } = selfSignedCertificate();
const server = createServer({ cert: certificate, key });
const asked: { readonly url: string; readonly headers: IncomingHttpHeaders }[] = [];
const trusted = getCACertificates();
const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
const part = { Bucket: 'models', Key: 'model.pt', UploadId: 'u', PartNumber: 1, Body: 'part' };

let endpoint: string;

beforeAll(async () => {
  setDefaultCACertificates([...trusted, certificate]);
  server.on('request', (request, response) => {
    asked.push({ url: request.url ?? '', headers: request.headers });
    request.resume().once('end', () => response.writeHead(200, { etag: '"e"' }).end());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  asked.length = 0;
});

afterAll(() => {
  setDefaultCACertificates(trusted);
  server.closeAllConnections();
  server.close();
});

test('without TLS a part is hashed for the signature, except where nobody is between', async () => {
  const sent: unknown[] = [];
  const plain = createPlainServer((request, response) => {
    sent.push(request.headers['x-amz-content-sha256']);
    request.resume().once('end', () => response.writeHead(200, { etag: '"e"' }).end());
  });
  await once(plain.listen(0, '127.0.0.1'), 'listening');
  const { port } = plain.address() as AddressInfo;
  for (const host of ['127.0.0.1', 'localhost']) {
    const client = await createS3Client({
      region: 'us-east-1',
      credentials,
      endpoint: `http://${host}:${port}`,
    });
    await client.uploadPart({ ...part, ChecksumCRC32: 'NhCmhg==' });
    client.destroy();
  }
  plain.close();
  expect(sent).toEqual(['UNSIGNED-PAYLOAD', expect.stringMatching(/^[0-9a-f]{64}$/)]);
});

test('over TLS a part is hashed once, for its checksum, and not again for the signature', async () => {
  const client = await createS3Client({ region: 'us-east-1', credentials, endpoint });
  await client.uploadPart({ ...part, ChecksumCRC32: 'NhCmhg==' });
  await client.putObject({ Bucket: 'models', Key: 'release.json', Body: '{}' });
  const [sent, small] = asked.map(({ headers }) => headers);
  expect(sent?.['x-amz-content-sha256']).toBe('UNSIGNED-PAYLOAD');
  expect(sent?.['x-amz-checksum-crc32']).toBe('NhCmhg==');
  expect(sent?.authorization).toContain('x-amz-checksum-crc32;x-amz-content-sha256');
  expect(small?.['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/);
});

test('what S3 was asked and answered is dated by S3', async () => {
  const client = await createS3Client({ region: 'us-east-1', credentials, endpoint });
  const answer = await client.uploadPart(part);
  expect(Math.abs(serverTimeOf(answer) - Date.now())).toBeLessThan(60_000);
  expect(serverTimeOf(answer) % 1000).toBe(0);
});

describe('a bucket is', () => {
  const addressOf = async (settings: Parameters<typeof createS3Client>[0]): Promise<unknown> =>
    (await createS3Client({ region: 'us-east-1', credentials, ...settings })).config.forcePathStyle;

  test('part of the path on a server that only speaks S3', async () => {
    expect(await addressOf({ endpoint: 'http://localhost:9000' })).toBe(true);
    const environments = [
      { AWS_ENDPOINT_URL: 'http://minio.example:9000' },
      { AWS_ENDPOINT_URL_S3: 'http://minio.example:9000', AWS_ENDPOINT_URL: endpoint },
    ];
    for (const environment of environments) expect(await addressOf({ environment })).toBe(true);
  });

  test('part of the host name at AWS', async () => {
    const vpc = 'https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com';
    for (const address of [vpc, 'https://s3.cn-north-1.amazonaws.com.cn']) {
      expect(await addressOf({ endpoint: address })).toBe(false);
    }
    expect(await addressOf({ environment: {} })).toBe(false);
  });
});
