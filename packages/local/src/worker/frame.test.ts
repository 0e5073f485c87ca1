import { describe, expect, test } from 'vitest';
import { float32 } from '../__fixtures__/tensors.ts';
import { createFrameReader, encodeFrame, type Frame } from './frame.ts';

const frame: Frame = {
  id: 7,
  durationInMs: 1.5,
  header: { type: 'infer' },
  tensors: [
    float32('x', [2, 2], [1, 2, 3, 4]),
    { name: 'flags', datatype: 'BOOL', shape: [3], bytes: Uint8Array.of(1, 0, 1) },
    { name: 'nothing', datatype: 'INT64', shape: [0, 4], bytes: new Uint8Array() },
  ],
};

function bytesOf(frames: readonly Frame[]): Buffer {
  return Buffer.concat(frames.flatMap(encodeFrame));
}

function readAll(chunks: Iterable<Uint8Array>): Frame[] {
  const frames: Frame[] = [];
  const read = createFrameReader({ onFrame: (found) => frames.push(found) });
  for (const chunk of chunks) read(chunk);
  return frames;
}

describe('a frame', () => {
  test('comes out as it went in', () => {
    const [found] = readAll([bytesOf([frame])]);
    expect(found).toMatchObject({ id: 7, durationInMs: 1.5, header: { type: 'infer' } });
    expect(found?.tensors.map(({ name, datatype, shape }) => ({ name, datatype, shape }))).toEqual([
      { name: 'x', datatype: 'FP32', shape: [2, 2] },
      { name: 'flags', datatype: 'BOOL', shape: [3] },
      { name: 'nothing', datatype: 'INT64', shape: [0, 4] },
    ]);
    expect(found?.tensors.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).toEqual([
      '0000803f000000400000404000008040',
      '010001',
      '',
    ]);
  });

  test('begins with its lengths and its number, little-endian', () => {
    const bytes = bytesOf([
      { id: 3, durationInMs: 2, header: { type: 'x' }, tensors: [float32('x', [1], [1])] },
    ]);
    const text = '{"type":"x","tensors":[{"name":"x","datatype":"FP32","shape":[1],"size":4}]}';
    expect([...[0, 4, 8].map((at) => bytes.readUInt32LE(at)), bytes.readBigUInt64LE(12)]).toEqual([
      text.length,
      3,
      2000,
      4n,
    ]);
    expect(bytes.subarray(20, -4).toString()).toBe(text);
    expect(bytes.readFloatLE(20 + text.length)).toBe(1);
  });

  test('counts its header in bytes, not in characters', () => {
    const [found] = readAll([bytesOf([{ ...frame, header: { type: '漢字🦉' } }])]);
    expect(found?.header).toEqual({ type: '漢字🦉' });
  });

  test('does not copy large tensors that it sends', () => {
    const large = float32('x', [8192], Array.from({ length: 8192 }, Math.random));
    const pieces = encodeFrame({ ...frame, tensors: [large, ...frame.tensors] });
    expect(pieces).toContain(large.bytes);
    expect(readAll(pieces)[0]?.tensors[0]).toEqual(large);
  });

  test('of small tensors is one piece to write', () => {
    expect(encodeFrame(frame)).toHaveLength(1);
  });
});

describe('the frame reader', () => {
  test('puts frames together that arrive byte by byte', () => {
    const bytes = bytesOf([
      frame,
      { id: 8, durationInMs: 0, header: { type: 'second' }, tensors: [] },
    ]);
    const frames = readAll(Array.from(bytes, (byte) => Uint8Array.of(byte)));
    expect(frames.map(({ header }) => header.type)).toEqual(['infer', 'second']);
    expect(frames[0]?.tensors[1]?.bytes).toEqual(Uint8Array.of(1, 0, 1));
  });

  test('takes frames apart that arrive together', () => {
    expect(readAll([bytesOf([frame, frame, frame])])).toHaveLength(3);
  });

  test('remembers no more headers than it should, and forgets none that it needs', () => {
    const frames = Array.from({ length: 600 }, (_, id): Frame => ({
      ...frame,
      id,
      header: { type: `${id % 300}` },
    }));
    const read = readAll([bytesOf(frames)]);
    expect(read.map(({ id, header }) => [id, header.type])).toEqual(
      frames.map(({ id, header }) => [id, header.type]),
    );
  });

  test('gives nothing before a frame is whole', () => {
    const bytes = bytesOf([frame]);
    expect(readAll([bytes.subarray(0, -1)])).toEqual([]);
  });

  test('gives each frame memory of its own', () => {
    const [first, second] = readAll([bytesOf([frame, frame])]);
    first?.tensors[1]?.bytes.fill(9);
    expect(second?.tensors[1]?.bytes).toEqual(Uint8Array.of(1, 0, 1));
  });

  test('refuses a header of absurd length instead of waiting for it', () => {
    expect(() => readAll([Buffer.from('ffffffff', 'hex')])).toThrow(
      /header of 4294967295 bytes is too large/,
    );
  });
});
