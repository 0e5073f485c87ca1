// Takes down every remote call of training, and keeps what becomes of it: docs/reliability-of-training.md says how it is used.
import {
  faultCommand,
  startAddingContainer,
  startSagemaker,
  trainingCourse,
} from '@torchrelay/stand-ins';

import { servingPython } from '../serving-python.ts';
import { trainingMatrixFiles } from './matrix-files.ts';
import { sagemakerSubject } from './sagemaker-subject.ts';

await using aws = await startSagemaker({
  start: startAddingContainer,
  trainingPython: servingPython(),
});
await aws.trouble({ roleDelay: 0 });
process.exitCode = await faultCommand({
  subject: sagemakerSubject(aws, trainingCourse),
  files: trainingMatrixFiles,
  commandLine: process.argv.slice(2),
});
