import { expect, test } from 'vitest';

import { publicEntries } from './public-entries.ts';
import { undocumented } from './undocumented.ts';

test('every entry with types has a report, and files that are no modules have none', () => {
  const manifest = {
    name: 'lantern',
    publishConfig: {
      exports: {
        '.': { types: './dist/index.d.ts', default: './dist/index.js' },
        './wick': { types: './dist/wick/index.d.ts', default: './dist/wick/index.js' },
        './package.json': './package.json',
      },
    },
  };
  expect(publicEntries({ folder: 'packages/lantern', manifest })).toEqual([
    {
      folder: 'packages/lantern',
      types: './dist/index.d.ts',
      report: 'packages/lantern/api/index.api.md',
    },
    {
      folder: 'packages/lantern',
      types: './dist/wick/index.d.ts',
      report: 'packages/lantern/api/wick.api.md',
    },
  ]);
  expect(
    publicEntries({ folder: 'packages/lantern', manifest: { ...manifest, private: true } }),
  ).toEqual([]);
});

test('what is exported without a comment is found, whatever it is, and nothing else', () => {
  const report = `
// @public (undocumented)
export interface Wick {
    // (undocumented)
    readonly lengthInMm: number;
}

// @public (undocumented)
interface Hidden {
}

// @public
export type Flame = "on" | "off";

// @public (undocumented)
export function light(wick: Wick): Flame;

// @public (undocumented)
export abstract class Lantern {
`;
  expect(undocumented(report)).toEqual(['Wick', 'light', 'Lantern']);
});
