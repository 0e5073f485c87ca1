import { expect, test } from 'vitest';

import { curveSvg } from './curve-svg.ts';

const points = [
  { step: 100, loss: 2 },
  { step: 200, loss: 1 },
  { step: 400, loss: 0 },
];

test('what halves is half as high, and what took twice as long is twice as far', () => {
  const [, line = ''] = /points="([^"]+)"/.exec(curveSvg(points, 'A loss')) ?? [];
  const places = line.split(' ').map((place) => place.split(',').map(Number));
  expect(places).toEqual([
    [212, 28],
    [376, 136],
    [704, 244],
  ]);
});

test('it says what it shows, and where it stands', () => {
  const picture = curveSvg(points, 'A loss');
  expect(picture).toContain('<title>A loss</title>');
  expect(picture).toMatch(/>0\.0<[^]*>0\.5<[^]*>2\.0<[^]*>0<[^]*>400</);
});
