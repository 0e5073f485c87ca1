import { expect, test } from 'vitest';
import { offeringRegions } from './offering-regions.ts';

test('regions are listed by type, sorted, each once', () => {
  const regions = offeringRegions([
    { InstanceType: 'a', Location: 'us-west-2' },
    { InstanceType: 'b', Location: 'us-west-2' },
    { InstanceType: 'a', Location: 'eu-west-1' },
    { InstanceType: 'a', Location: 'us-west-2' },
  ]);
  expect(Object.fromEntries(regions)).toEqual({ a: ['eu-west-1', 'us-west-2'], b: ['us-west-2'] });
});

test.each(['us-east-1a', 'use1-az4', 'use1-atl2-az1', 'us-east-1-atl-2a', ''])(
  'a zone is no region, and local zones are ids among them: "%s"',
  (location) => {
    expect(() => offeringRegions([{ InstanceType: 'p6', Location: location }])).toThrow(
      `p6 is offered in "${location}", which is no region`,
    );
  },
);
