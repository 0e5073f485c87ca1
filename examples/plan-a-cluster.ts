/**
 * What 5,400 A100s would cost on either cloud, and what the network between them does: 675 machines of eight, the size
 * of the cluster that was announced for PyTorch on Azure in 2022, for a model of the size of OPT-175B. Asks nobody:
 * prices are those that ship with torchrelay, and their age is said.
 *
 *     node --conditions=torchrelay-source examples/plan-a-cluster.ts
 */
import { awsOffers } from '@torchrelay/aws/catalogue';
import { azureOffers } from '@torchrelay/azure/catalogue';
import { chooseOffer, estimateTraining } from '@torchrelay/core';
import type { Need, Offer } from '@torchrelay/core/target';

const need: Need = {
  purpose: 'training',
  accelerator: 'A100-80GB',
  nodes: 675,
  memoryBytes: 70 * 2 ** 30,
};
const model = { parameters: 175e9, tokens: 180e9, tokensPerStep: 2e6 };

const [aws, azure] = await Promise.all([
  awsOffers({ need, regions: ['us-east-1'] }),
  azureOffers({ need, region: 'eastus', live: false }),
]);
const { chosen, why, ladder, notes, rejected } = chooseOffer({
  need,
  offers: [...aws.offers, ...azure.offers],
});

for (const offer of [chosen, ...ladder]) describe(offer);
console.log(`\nCheapest: ${chosen.id}, ${why}.`);
for (const { message } of notes) console.log(message);
const slow = rejected.filter(({ code }) => code === 'INTERCONNECT').map(({ offer }) => offer);
console.log(`Without a fast network, so out however cheap: ${slow.join(', ')}`);

function describe({ id, usdPerHour, interconnectInGbps = 0 }: Offer): void {
  const usdPerGpuHour = usdPerHour.known ? usdPerHour.value / 8 : undefined;
  const { time, costInUsd, checkpoint, failures } = estimateTraining({
    ...model,
    gpus: need.nodes * 8,
    accelerator: 'A100-80GB',
    usdPerGpuHour,
  });
  const { days } = time;
  console.log(`\n${id}`);
  console.log(`  ${need.nodes} machines   ${price(usdPerHour, need.nodes)}`);
  console.log(`  OPT-175B       ${between(days.low, days.high, 'days')}`);
  if (costInUsd !== undefined) {
    console.log(
      `                 $${between(costInUsd.low / 1e6, costInUsd.high / 1e6, 'million')}`,
    );
  }
  console.log(
    `  checkpoint     ${(checkpoint.bytes / 1e12).toFixed(2)} TB, best every ${(checkpoint.intervalInHours * 60).toFixed(0)} minutes`,
  );
  console.log(`  a failure      every ${failures.jobMtbfInHours.toFixed(1)} hours`);
  const steps = model.tokens / model.tokensPerStep;
  const seconds = (count: number): number => (count * 86_400) / steps;
  console.log(
    `  one step       ${between(seconds(days.low), seconds(days.high), 'seconds at the pace of published trainings')}`,
  );
  console.log(
    `  network        ${interconnectInGbps} Gb/s per machine: ${exchange(interconnectInGbps)}`,
  );
}

/**
 * Sharded over all GPUs (ZeRO 3), each step brings all 16-bit weights to every machine twice and takes as many gradients
 * from it. At the full rate of the line, which nobody reaches: the least time that a step can take.
 */
function exchange(gbps: number): string {
  const bytes = 3 * 2 * model.parameters;
  const seconds = (bytes * 8) / (gbps * 1e9);
  return `at least ${seconds.toFixed(1)} s for the weights and gradients of one step`;
}

function price(usdPerHour: Offer['usdPerHour'], nodes: number): string {
  if (!usdPerHour.known) return `price unknown: ${usdPerHour.reason}`;
  const total = Math.round(usdPerHour.value * nodes).toLocaleString('en-US');
  return `$${total} per hour (${usdPerHour.source}, ${usdPerHour.asOf.slice(0, 10)})`;
}

function between(low: number, high: number, unit: string): string {
  return `${low.toFixed(1)} to ${high.toFixed(1)} ${unit}`;
}
