import type { TrainingData, TrainSpec } from '@torchrelay/core/target';

import type { CommandJob, JobInput } from '../schemas.ts';

/** What Azure ML brings and takes, and the line that starts the job with it. */
export type JobFolders = Required<Pick<CommandJob, 'inputs' | 'outputs'>> &
  Pick<CommandJob, 'command'>;

/**
 * The command goes through a shell, so it holds what Azure ML puts in alone: the arguments are in a file. Of the user's
 * own names there are those of data, which are letters, digits and `_`.
 *
 * @param uriOf of a key in our store
 */
export function jobFolders(spec: TrainSpec, uriOf: (key: string) => string): JobFolders {
  const data = Object.entries(spec.data);
  const folder = (key: string): JobInput => input(uriOf(key), 'copy');
  return {
    inputs: {
      job: folder(spec.inputPrefix),
      code: folder(spec.codePrefix),
      ...Object.fromEntries(data.map(([name, from]) => [`data_${name}`, dataInput(from, uriOf)])),
    },
    outputs: {
      // On the node's own disk until the end: a mounted folder of blobs takes no appending.
      model: { jobOutputType: 'uri_folder', mode: 'Upload', uri: uriOf(spec.outputPrefix) },
      checkpoints: {
        jobOutputType: 'uri_folder',
        mode: 'ReadWriteMount',
        uri: uriOf(spec.checkpointPrefix),
      },
    },
    command: [
      'python3 ${{inputs.job}}/run_training.py --platform azureml',
      '--code ${{inputs.code}} --model ${{outputs.model}} --checkpoints ${{outputs.checkpoints}}',
      ...data.map(([name]) => `--data ${name}=\${{inputs.data_${name}}}`),
    ].join(' '),
  };
}

function dataInput(from: TrainingData, uriOf: (key: string) => string): JobInput {
  if (from.kind === 'uri') return input(from.uri, from.mode);
  if (from.kind === 'store') return input(uriOf(from.prefix), from.mode);
  throw new Error('Azure ML reads no folders of this machine.');
}

function input(uri: string, mode: 'copy' | 'stream'): JobInput {
  return {
    jobInputType: 'uri_folder',
    mode: mode === 'copy' ? 'Download' : 'ReadOnlyMount',
    uri,
  };
}
