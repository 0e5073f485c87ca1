import { type Command, defineCommand } from '../../command-line/command.ts';
import { oneOf, text } from '../../command-line/value-type.ts';

export interface GpusValues {
  readonly filter: string;
  readonly region: readonly string[];
  readonly cloud: 'sagemaker' | 'azureml' | undefined;
  readonly training: boolean;
}

export const gpusCommand: Command = defineCommand<GpusValues>({
  name: 'gpus',
  summary: 'List the GPUs that can be rented, with their prices',
  details:
    'From the catalogues that ship with torchrelay: nobody has to be signed in, and the age of each price is said. Without --region each type is shown where it is cheapest.',
  args: {
    filter: {
      kind: 'positional',
      summary: 'Such as A100, A100-80GB, A100:8, 80GB+, cpu; several with commas between',
      value: text('filter', 'an accelerator, such as A100:8'),
      default: 'gpu',
    },
    region: { kind: 'list', summary: 'Only in this region', value: text('REGION') },
    cloud: {
      kind: 'option',
      summary: 'Only of one cloud: sagemaker, azureml',
      value: oneOf('CLOUD', ['sagemaker', 'azureml']),
    },
    training: { kind: 'flag', summary: 'What can be trained on, in place of served on' },
  },
  examples: [
    { does: 'Everything', run: 'torchrelay gpus' },
    { does: 'Eight A100s in one machine', run: 'torchrelay gpus A100:8' },
    { does: 'Large memory, in one region', run: 'torchrelay gpus 80GB+ --region us-east-1' },
  ],
  handler: () => import('./run.ts'),
});
