import { expect, test } from 'vitest';

import { licencePage, notPermissive } from './licence-page.ts';

const licences = {
  MIT: [{ name: 'lantern' }, { name: 'anchor' }, { name: 'lantern' }],
  'Apache-2.0': [{ name: 'wick' }],
};

test('the page names every package once, by licence, and in an order that does not change', () => {
  const page = licencePage(licences);
  expect(page.slice(page.indexOf('## '))).toBe(
    '## Apache-2.0\n\n- `wick`\n\n## MIT\n\n- `anchor`\n- `lantern`\n',
  );
});

test('licences that ask for more, and packages without one, are found', () => {
  expect(notPermissive(licences)).toEqual([]);
  const others = { 'GPL-3.0': [{ name: 'copper' }], Unknown: [{ name: 'fog' }] };
  expect(notPermissive({ ...licences, ...others })).toEqual(['copper (GPL-3.0)', 'fog (Unknown)']);
});
