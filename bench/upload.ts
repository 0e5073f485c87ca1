/**
 * How long it takes to bring a model file to S3: hash it and send it, beside merely copying the file to the same
 * server, and beside what SageMaker's Python SDK does, a gzip-9 tar. The server is a sink on the loopback, in a process of
 * its own, so nothing but this side is measured. The tar is made of a part of the file and its time multiplied.
 *
 *     node --conditions=torchrelay-source bench/upload.ts [MiB] [rounds]
 */
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

import { s3Store } from '../packages/aws/src/index.ts';
import { fileSource } from '../packages/core/src/prepare/file-source.ts';
import { hashSource } from '../packages/core/src/target-utils/index.ts';

import { startS3Sink } from '../stand-ins/src/aws/s3-sink.ts';

const [mebibytes = 1024, rounds = 3] = process.argv.slice(2).map(Number);
const mebibyte = 2 ** 20;
const sliceMebibytes = Math.min(64, mebibytes);

const folder = await mkdtemp(join(tmpdir(), 'torchrelay-bench-'));
await using sink = await startS3Sink();

/** Weights as training leaves them: normally distributed, of which gzip saves 7 %. Repeated far beyond its window. */
function weights(): Buffer {
  const values = Float32Array.from({ length: (8 * mebibyte) / 4 }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
    return 0.02 * radius * Math.cos(2 * Math.PI * Math.random());
  });
  return Buffer.from(values.buffer);
}

async function writeFile(path: string, count: number): Promise<void> {
  const block = weights();
  await using file = await open(path, 'w');
  for (let index = 0; index < count; index += 8) await file.write(block);
}

/** The least that anybody could do: one request, no checksum. */
async function copyPlainly(path: string): Promise<void> {
  const { size } = await stat(path);
  const sending = request(`${sink.endpoint}/plain`, {
    method: 'PUT',
    headers: { 'content-length': size },
  });
  const answered = new Promise((resolve, reject) => {
    sending.once('response', (response) => response.resume().once('end', resolve));
    sending.once('error', reject);
  });
  await pipeline(createReadStream(path, { highWaterMark: mebibyte }), sending);
  await answered;
}

/** As `deploy` does it: a digest that names the package, then parts with checksums, each read once more. */
async function hashAndSend(path: string): Promise<{ hashing: number; sending: number }> {
  const start = performance.now();
  const source = await fileSource(path);
  const sha256 = await hashSource(source);
  const hashed = performance.now();
  const store = s3Store({
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    endpoint: sink.endpoint,
    bucket: 'models',
  });
  await store.doWrite('model.pt', { ...source, sha256 }, {}, {});
  return { hashing: hashed - start, sending: performance.now() - hashed };
}

const makeTar = `
import sys, tarfile
with tarfile.open(sys.argv[2], mode="w:gz") as tar:
    tar.add(sys.argv[1], arcname="model.pt")
`;

async function tarAndSend(path: string): Promise<void> {
  const tar = join(folder, 'model.tar.gz');
  await promisify(execFile)('python3', ['-c', makeTar, path, tar]);
  await copyPlainly(tar);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Of this process, all threads: it varies less than time does where others are at work. In milliseconds. */
async function processorTime(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function row(what: string, inMs: number, base: number): string {
  const rate = (mebibytes * 1.048576) / (inMs / 1000);
  return `${what.padEnd(34)} ${(inMs / 1000).toFixed(2).padStart(8)} s ${rate.toFixed(0).padStart(6)} MB/s ${(base / inMs).toFixed(2).padStart(7)}`;
}

try {
  const file = join(folder, 'model.pt');
  const slice = join(folder, 'slice.pt');
  await writeFile(file, mebibytes);
  await writeFile(slice, sliceMebibytes);
  const plain: number[] = [];
  const ours: number[] = [];
  const sending: number[] = [];
  await copyPlainly(file);
  await hashAndSend(slice);
  for (let round = 0; round < rounds; round += 1) {
    plain.push(await timed(() => copyPlainly(file)));
    const both = await hashAndSend(file);
    ours.push(both.hashing + both.sending);
    sending.push(both.sending);
  }
  const [plainWork, ourWork] = [
    await processorTime(() => copyPlainly(file)),
    await processorTime(() => hashAndSend(file)),
  ];
  const tar = (await timed(() => tarAndSend(slice))) * (mebibytes / sliceMebibytes);
  const base = median(plain);
  console.log(
    `${mebibytes} MiB of weights, medians of ${rounds} rounds, Node ${process.versions.node}`,
  );
  console.log(row('plain copy of the file', base, base));
  console.log(row('hash and upload', median(ours), base));
  console.log(row('upload alone, digest remembered', median(sending), base));
  console.log(row(`gzip-9 tar (of ${sliceMebibytes} MiB, extrapolated)`, tar, base));
  console.log(
    `against plain copy ${(base / median(ours)).toFixed(2)}, against gzip-9 tar ${(tar / median(ours)).toFixed(1)} x`,
  );
  console.log(
    `processor time: plain copy ${(plainWork / 1000).toFixed(2)} s, ours ${(ourWork / 1000).toFixed(2)} s`,
  );
} finally {
  await rm(folder, { recursive: true });
}
