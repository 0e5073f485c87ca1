/** Reads a made-up price list of so many megabytes, and prints what was found. Run with little memory. */
import { readBulkPriceList } from '../bulk-price-list.ts';

const megabytes = Number(process.argv[2]);
const attributes = { component: 'Notebook', description: 'x'.repeat(1500) };
const product = JSON.stringify({ sku: 'OTHER', productFamily: 'Compute Instance', attributes });
const term = JSON.stringify({
  'OTHER.JRTCKXETXF': { priceDimensions: {}, note: 'y'.repeat(1500) },
});
const half = Math.ceil((megabytes * 2 ** 20) / 2);
let written = 0;

async function* largeList(): AsyncGenerator<string> {
  yield '{"products":{"WANTED":{"sku":"WANTED","attributes":{"component":"Hosting"}}';
  yield* members(product);
  yield '},"terms":{"OnDemand":{"WANTED":{}';
  yield* members(term);
  yield '}}}';
}

function* members(value: string): Generator<string> {
  for (let size = 0, at = 0; size < half; at += 1) {
    const text = `,"SKU${at}":${value}`;
    size += text.length;
    written += text.length;
    yield text;
  }
}

const items = await readBulkPriceList(largeList(), ({ component }) => component === 'Hosting');
const wanted = items.map(({ sku }) => sku);
console.log(JSON.stringify({ megabytes: Math.floor(written / 2 ** 20), wanted }));
