import { expect, test } from 'vitest';
import { readPriceListItem } from '../../../packages/aws/src/catalogue/price-list/item.ts';
import { sagemakerItem } from '../../../packages/aws/src/catalogue/test-support/price-list-texts.ts';
import { listedSources } from './listed-prices.ts';

test('a price list gives one source for each purpose, and neither borrows from the other', () => {
  const items = [
    sagemakerItem({ type: 'ml.a', usd: '1' }),
    sagemakerItem({ type: 'ml.a', usd: '2', component: 'Training' }),
    sagemakerItem({ type: 'ml.b', usd: '3', component: 'Training' }),
    sagemakerItem({ type: 'ml.a', usd: '4', region: 'eu-west-1' }),
  ].map(readPriceListItem);
  const publishedAt = '2026-09-01T00:00:00Z';
  expect(listedSources({ region: 'us-east-1', items, publishedAt })).toMatchObject([
    {
      key: 'serving-us-east-1',
      kind: 'published',
      text: 'AWS Price List, SageMaker Hosting',
      asOf: publishedAt,
      purposes: ['serving'],
      usdPerHour: { 'ml.a': 1 },
    },
    { key: 'training-us-east-1', purposes: ['training'], usdPerHour: { 'ml.a': 2, 'ml.b': 3 } },
  ]);
});
