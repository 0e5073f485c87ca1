import { inspect } from '@torchrelay/torchscript';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { modelFolder } from '../../../test/models.ts';
import { testModel } from '../../test-support/test-model.ts';
import { assumedSequenceLength, inputSizes, type InputSizesRequest } from './input-sizes.ts';

function sizes(given: Partial<InputSizesRequest>): ReturnType<typeof inputSizes> {
  return inputSizes({ model: testModel(), batchSize: 4, sequenceLength: undefined, ...given });
}

describe('sizes of inputs', () => {
  test('are those of the signature, with the batch where the first one varies', () => {
    const inputs = [{ datatype: 'FP32', shape: [-1, 3, 224, 224] }] as const;
    expect(sizes({ inputs })).toEqual({
      inputs: [{ shape: [4, 3, 224, 224], isFloating: true, bytes: 4 * 4 * 3 * 224 * 224 }],
      isAssumed: false,
    });
  });

  test('that are fixed stay, whatever the batch', () => {
    const inputs = [{ datatype: 'INT64', shape: [1, 128] }] as const;
    expect(sizes({ inputs }).inputs).toEqual([
      { shape: [1, 128], isFloating: false, bytes: 8 * 128 },
    ]);
  });

  test('that vary beyond the batch are assumed, and said to be, unless they are given', () => {
    const inputs = [{ datatype: 'INT64', shape: [-1, -1] }] as const;
    expect(sizes({ inputs })).toMatchObject({
      inputs: [{ shape: [4, assumedSequenceLength] }],
      isAssumed: true,
    });
    expect(sizes({ inputs, sequenceLength: 100 })).toMatchObject({
      inputs: [{ shape: [4, 100] }],
      isAssumed: false,
    });
  });

  test('of texts take nothing on a GPU', () => {
    const inputs = [{ datatype: 'BYTES', shape: [-1, 1] }] as const;
    expect(sizes({ inputs }).inputs).toMatchObject([{ bytes: 0 }]);
  });

  test('come from what the model was traced with, for as many rows as are asked for', () => {
    const tracedInputs = [
      { method: 'forward', name: 'x', dtype: 'float16', shape: [1, 8] },
      { method: 'other', name: 'y', dtype: 'float32', shape: [1, 999] },
    ];
    expect(sizes({ model: testModel({ tracedInputs }) }).inputs).toEqual([
      { shape: [4, 8], isFloating: true, bytes: 2 * 4 * 8 },
    ]);
  });

  test('are unknown for a scripted model that nobody described', () => {
    expect(sizes({})).toEqual({ inputs: [], isAssumed: false });
  });

  test('of an exported program are in its file', async () => {
    const model = await inspect(join(await modelFolder(), 'exported.pt2'));
    expect(sizes({ model }).inputs).toEqual([{ shape: [1, 4], isFloating: true, bytes: 16 }]);
  });
});
