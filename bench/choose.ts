/**
 * How long `chooseOffer()` takes for many offers, beside merely going through them and sorting their prices.
 *
 *     node --conditions=torchrelay-source bench/choose.ts [offers] [runs]
 */
import { chooseOffer } from '../packages/core/src/index.ts';
import type { Need, Offer } from '../packages/core/src/target/index.ts';

const [count = 10_000, runs = 200] = process.argv.slice(2).map(Number);
const kinds = ['T4', 'L4', 'A10G', 'A100-40GB', 'A100-80GB', 'H100', 'H200', 'B200'];
const need: Need = {
  purpose: 'serving',
  accelerator: 'default',
  memoryBytes: 2 * 2 ** 30,
  nodes: 2,
};
const offers = Array.from({ length: count }, (_, index) => makeOffer(index));

function makeOffer(index: number): Offer {
  // A fixed sequence without order in it: prices that arrive sorted would flatter the sort.
  const usdPerHour = ((index * 7919) % 10_007) / 100;
  const known = <Value extends number | boolean>(value: Value) =>
    ({ known: true, value, source: 'a bench', asOf: '2026-01-01T00:00:00Z' }) as const;
  const kind = kinds[index % kinds.length] ?? 'T4';
  return {
    id: `region-${index % 30}/type-${index}`,
    instanceType: `type-${index}`,
    region: `region-${index % 30}`,
    accelerator: { kind, count: 8, memoryBytes: 40 * 2 ** 30 },
    vCpus: 96,
    memoryBytes: 1152 * 2 ** 30,
    usdPerHour: known(usdPerHour),
    offeredHere: known(true),
    quotaLeft: known(8),
  };
}

function time(work: () => unknown): number {
  const samples = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return samples.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? 0;
}

const price = ({ usdPerHour }: Offer): number => (usdPerHour.known ? usdPerHour.value : 0);
const sorting = time(() => offers.toSorted((a, b) => price(a) - price(b)));
const anA100 = time(() => chooseOffer({ need, offers }));
const anything = time(() => chooseOffer({ need: { ...need, accelerator: 'auto' }, offers }));

console.log(`${count} offers, medians of ${runs} runs, Node ${process.versions.node}`);
console.log(`sorting them by price  ${sorting.toFixed(2)} ms`);
console.log(`choosing an A100       ${anA100.toFixed(2)} ms (${(anA100 / sorting).toFixed(2)} x)`);
console.log(
  `choosing anything      ${anything.toFixed(2)} ms (${(anything / sorting).toFixed(2)} x)`,
);
