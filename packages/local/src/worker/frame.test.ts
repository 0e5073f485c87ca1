import { describe, expect, test } from 'vitest';
import { float32 } from '../__fixtures__/tensors.ts';
import { createFrameReader, encodeFrame, type Frame } from './frame.ts';

const frame: Frame = {
  header: { type: 'infer', id: 7 },
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
    expect(found?.header).toEqual({ type: 'infer', id: 7 });
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

  test('begins with the length of its header, little-endian', () => {
    const bytes = bytesOf([{ header: { type: 'x' }, tensors: [] }]);
    const text = '{"type":"x","tensors":[]}';
    expect(bytes.readUInt32LE()).toBe(text.length);
    expect(bytes.subarray(4).toString()).toBe(text);
  });

  test('does not copy the tensors that it sends', () => {
    const [tensor] = frame.tensors;
    expect(encodeFrame(frame)).toContain(tensor?.bytes);
  });
});

describe('the frame reader', () => {
  test('puts frames together that arrive byte by byte', () => {
    const bytes = bytesOf([frame, { header: { type: 'second' }, tensors: [] }]);
    const frames = readAll(Array.from(bytes, (byte) => Uint8Array.of(byte)));
    expect(frames.map(({ header }) => header.type)).toEqual(['infer', 'second']);
    expect(frames[0]?.tensors[1]?.bytes).toEqual(Uint8Array.of(1, 0, 1));
  });

  test('takes frames apart that arrive together', () => {
    expect(readAll([bytesOf([frame, frame, frame])])).toHaveLength(3);
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
