import { describe, expect, test } from 'vitest';
import { contentHeaders, readJsonLength } from './json-length.ts';
import type { Flavour, WireHeaders } from './messages.ts';

const sagemaker = 'application/vnd.sagemaker-triton.binary+json;json-header-size=';

function read(flavour: Flavour, headers: WireHeaders, byteLength = 10): number {
  return readJsonLength({ flavour, headers, byteLength, code: 'BAD_REQUEST' });
}

describe('the length of the JSON', () => {
  test('is the whole body unless a header says less', () => {
    expect(read('open-inference', {})).toBe(10);
    expect(read('open-inference', { 'Inference-Header-Content-Length': '7' })).toBe(7);
    expect(read('sagemaker', { 'Content-Type': 'application/json' })).toBe(10);
    expect(read('sagemaker', { 'Content-Type': `${sagemaker}7` })).toBe(7);
    expect(read('sagemaker', {})).toBe(10);
  });

  test('is found whatever the case of the header names', () => {
    expect(read('open-inference', { 'inference-header-content-length': '7' })).toBe(7);
    expect(read('sagemaker', { 'CONTENT-TYPE': `${sagemaker.toUpperCase()}7` })).toBe(7);
  });

  test('is read from the place of its flavour only', () => {
    expect(read('open-inference', { 'Content-Type': `${sagemaker}7` })).toBe(10);
    expect(read('sagemaker', { 'Inference-Header-Content-Length': '7' })).toBe(10);
  });

  test('may be nothing, or everything', () => {
    expect(read('open-inference', { 'Inference-Header-Content-Length': '0' })).toBe(0);
    expect(read('sagemaker', { 'Content-Type': `${sagemaker}10` })).toBe(10);
  });

  test.each(['', ' ', '11', '-1', '1.5', '1e1', '0x1', 'Infinity', '7;charset=utf-8'])(
    'is not %j',
    (text) => {
      expect(() => read('open-inference', { 'Inference-Header-Content-Length': text })).toThrow(
        'from 0 to 10',
      );
      expect(() => read('sagemaker', { 'Content-Type': `${sagemaker}${text}` })).toThrow(
        'from 0 to 10',
      );
    },
  );

  test.each(['open-inference', 'sagemaker'] as const)(
    'comes back from its own headers (%s)',
    (flavour) => {
      const headers = contentHeaders({ flavour, jsonLength: 7, hasBinary: true });
      expect(read(flavour, headers)).toBe(7);
      expect(read(flavour, contentHeaders({ flavour, jsonLength: 7, hasBinary: false }))).toBe(10);
    },
  );
});
