import { expect, test } from 'vitest';

import { isPreprocessingByName } from './is-preprocessing.ts';

const image = {
  from: 'image',
  orient: true,
  resize: 256,
  interpolation: 'bilinear',
  crop: { width: 224, height: 224 },
  channels: 'RGB',
  layout: 'CHW',
  divideBy: 255,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};
const text = {
  from: 'text',
  tokenizer: { sha256: '0'.repeat(64), size: 3 },
  inputs: { input_ids: 'ids' },
  maxLength: 128,
  tooLong: 'truncate',
  truncationSide: 'right',
  padding: { to: 'longest', side: 'right', id: 0, typeId: 0 },
  specialTokens: true,
};

test.each([
  ['nothing', {}],
  ['a picture and a text', { image, text }],
  [
    'what leaves out all that may be',
    {
      image: {
        ...image,
        resize: undefined,
        crop: undefined,
        mean: undefined,
        std: undefined,
        divideBy: undefined,
      },
    },
  ],
  ['both sides', { image: { ...image, resize: { width: 1, height: 2 } } }],
  ['no padding', { text: { ...text, padding: undefined, maxLength: undefined } }],
])('%s is of the form', (_, value) => {
  expect(isPreprocessingByName(value)).toBe(true);
});

test.each<[string, unknown]>([
  ['a list', []],
  ['null', null],
  ['another kind', { image: { ...image, from: 'audio' } }],
  ['a number for a declaration', { image: 1 }],
  ['a flag that is none', { image: { ...image, orient: 1 } }],
  ['a size below 1', { image: { ...image, resize: 0 } }],
  ['a size that is no number', { image: { ...image, crop: { width: '1', height: 1 } } }],
  ['an unknown filter', { image: { ...image, interpolation: 'nearest' } }],
  ['unknown channels', { image: { ...image, channels: 'CMYK' } }],
  ['no layout', { image: { ...image, layout: undefined } }],
  ['a mean of texts', { image: { ...image, mean: ['0'] } }],
  ['a digest that is a path', { text: { ...text, tokenizer: { sha256: '../../etc', size: 3 } } }],
  ['no tokenizer', { text: { ...text, tokenizer: undefined } }],
  ['an unknown tensor', { text: { ...text, inputs: { input_ids: 'words' } } }],
  ['a padding without an id', { text: { ...text, padding: { to: 'longest', side: 'right' } } }],
  ['an unknown side', { text: { ...text, truncationSide: 'middle' } }],
  ['an unknown way with long texts', { text: { ...text, tooLong: 'ignore' } }],
])('%s is not', (_, value) => {
  expect(isPreprocessingByName(value)).toBe(false);
});
