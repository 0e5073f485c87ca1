// Trains at spot prices on Amazon SageMaker, and goes on from the last checkpoint whenever the nodes are taken away:
//
//   main.ts us-east-1 [cpu]     an A100 by default, which is paid for
import { sagemaker } from '@torchrelay/aws';

import { trainOnSpot } from './train-on-spot.ts';

const [region, accelerator = 'A100'] = process.argv.slice(2);
if (region === undefined) throw new Error('Say the region: main.ts us-east-1');

const result = await trainOnSpot({
  target: sagemaker({ region }),
  accelerator,
  onEvent(event) {
    if (event.type === 'job-state') console.log(`attempt ${event.attempt} ${event.state}`);
    if (event.type === 'job-restart')
      console.log(`attempt ${event.attempt} goes on: ${event.reason}`);
  },
});
console.log(result.metrics, (await result.run.status()).usd);
