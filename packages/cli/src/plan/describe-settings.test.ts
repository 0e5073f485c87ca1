import { expect, test } from 'vitest';

import type { Setting } from '../config/setting.ts';
import { createStyle } from '../output/style.ts';
import { chooseSymbols } from '../output/symbols.ts';
import { describeSettings } from './describe-settings.ts';

const page = {
  columns: 80,
  style: createStyle({ isColoured: false }),
  symbols: chooseSymbols({}),
};
const said: Setting = { name: 'file', value: 'a.pt', source: 'command-line', place: '<file>' };
const usual: Setting = { name: 'target', value: 'local', source: 'default' };

test('what the command line says all by itself is not repeated', () => {
  expect(describeSettings([said, usual], page)).toEqual([]);
});

test('else each value has its line, within the width of the page', () => {
  const prod = 'stages.prod.deployments.resnet50';
  const lines = describeSettings(
    [
      {
        name: 'model',
        value: './models/resnet50.pt',
        source: 'config',
        place: 'deployments.resnet50.model',
      },
      {
        name: 'input',
        value: ['x=FP32[-1,3,224,224]', 'mask=BOOL[-1,224,224]'],
        source: 'stage',
        place: `${prod}.input`,
      },
      { name: 'instances', value: 3, source: 'environment', place: 'TORCHRELAY_INSTANCES' },
      usual,
    ],
    page,
  );
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "setting    value                          said by
    model      ./models/resnet50.pt           deployments.resnet50.model
    input      x=FP32[-1,3,224,224], mask=B…  stages.prod.deployments.resnet50.input
    instances  3                              TORCHRELAY_INSTANCES
    target     local                          default
    "
  `);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
});
