// Trains on one cloud and serves on the same, or on the other; a second version takes the place of the first, which comes
// back. A place is `here`, a region of AWS, or SUBSCRIPTION/GROUP/WORKSPACE of Azure:
//
//   main.ts                                          here alone, which is free
//   main.ts us-east-1 SUBSCRIPTION/GROUP/WORKSPACE   trained on AWS, served on Azure
//   main.ts SUBSCRIPTION/GROUP/WORKSPACE us-east-1   the other way
//   main.ts us-east-1 us-east-1                      all on AWS
import { sagemaker } from '@torchrelay/aws';
import { azureml } from '@torchrelay/azure';
import { connect, forgetTraining, history, rollback, trainedBy } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';
import { local } from '@torchrelay/local';

import { trainAndServe } from './train-and-serve.ts';

const here = local();
const [trainOn, serveOn] = [process.argv[2], process.argv[3]].map(openPlace);
if (trainOn === undefined || serveOn === undefined) throw new Error('Two places are needed.');

for (const slope of [3, 5]) {
  const { endpoint } = await trainAndServe({ trainOn, serveOn, rehearseOn: here, slope });
  const { y } = await endpoint.predict({ input: [[1]] });
  console.log(`slope ${slope}: f(1) is ${Number(y?.data[0]).toFixed(1)}`);
}
await rollback('across-clouds', serveOn, { to: 1 });
const endpoint = await connect('across-clouds', serveOn);
const { y } = await endpoint.predict({ input: [[1]] });
console.log(`rolled back: f(1) is ${Number(y?.data[0]).toFixed(1)}`);
for (const release of await history('across-clouds', serveOn)) {
  const job = trainedBy(release);
  console.log(`${release.number}. ${release.verb}, trained on ${job?.provider ?? 'nothing'}`);
}
await endpoint.destroy();
await forgetTraining('across-clouds', trainOn);

function openPlace(place = 'here'): Target {
  if (place === 'here') return here;
  const [subscription = '', resourceGroup, workspace] = place.split('/');
  if (resourceGroup === undefined || workspace === undefined) return sagemaker({ region: place });
  return azureml({ subscription, resourceGroup, workspace });
}
