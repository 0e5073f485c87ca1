import { describe, expect, test } from 'vitest';

import {
  pictureFile,
  torchvisionCases,
  torchvisionElements,
  type TorchvisionCase,
} from '../../../test/pictures/pictures.ts';
import type { TensorSpec } from '../../target/signature.ts';
import { resolveImage } from '../declared/resolve-image.ts';
import { picturesToTensor } from './pictures-to-tensor.ts';

const cases = await torchvisionCases();

/** An input that takes what is declared, with its size left open. */
function specOf({ declared: { channels, layout }, datatype }: TorchvisionCase): TensorSpec {
  const count = channels === 'grey' ? 1 : 3;
  const shape = layout === 'HWC' ? [-1, -1, count] : [count, -1, -1];
  return { name: 'image', datatype, shape: [-1, ...shape] };
}

async function prepare(given: TorchvisionCase): Promise<unknown> {
  const spec = specOf(given);
  const declaration = { from: 'image' as const, ...given.declared };
  return picturesToTensor({
    pictures: [pictureFile(given.picture)],
    step: resolveImage({ name: 'image', declaration, spec }),
    spec,
    stringsArePaths: true,
  });
}

/** Every n-th row and column of a tensor whose channels come first. */
function sampled(data: ArrayLike<number>, { shape, every }: TorchvisionCase): ArrayLike<number> {
  if (every === 1) return data;
  const [channels, height, width] = shape;
  const kept: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < height; y += every) {
      for (let x = 0; x < width; x += every) {
        kept.push(data[(channel * height + y) * width + x] ?? NaN);
      }
    }
  }
  return kept;
}

describe('a tensor is that of torchvision, bit for bit', () => {
  test.each(cases.map((each) => [each.picture, JSON.stringify(each.declared), each] as const))(
    '%s %s',
    async (_picture, _declared, given) => {
      const { data, shape } = (await prepare(given)) as { data: Float32Array; shape: number[] };
      expect(shape).toEqual([1, ...given.shape]);
      const expected = await torchvisionElements(given);
      expect(Array.from(sampled(data, given))).toEqual(Array.from(expected));
      expect(data.constructor).toBe(expected.constructor);
    },
  );
});

test('every format, mode and way is among the cases', () => {
  const pictures = new Set(cases.map(({ picture }) => picture));
  const formats = new Set([...pictures].map((picture) => picture.split('.').at(-1)));
  expect(formats).toEqual(new Set(['gif', 'jpg', 'png', 'tiff', 'webp']));
  for (const picture of ['cmyk.jpg', 'colour-16.png', 'alpha.png', 'turned-6.jpg', 'tiny.png']) {
    expect(pictures).toContain(picture);
  }
  const ways = new Set(cases.flatMap(({ declared }) => Object.keys(declared)));
  expect([...ways].toSorted()).toEqual([
    'channels',
    'crop',
    'divideBy',
    'interpolation',
    'layout',
    'mean',
    'orient',
    'resize',
    'std',
  ]);
});
