// Takes down every remote call of training, and keeps what becomes of it: docs/reliability-of-training.md says how it is used.
import { faultCommand, startAzurite, trainingCourse } from '@torchrelay/stand-ins';

import { servingPython } from '../serving-python.ts';
import { azuremlSubject } from './azureml-subject.ts';
import { trainingMatrixFiles } from './matrix-files.ts';

await using azurite = await startAzurite();
process.exitCode = await faultCommand({
  subject: azuremlSubject(azurite, { course: trainingCourse, trainingPython: servingPython() }),
  files: trainingMatrixFiles,
  commandLine: process.argv.slice(2),
});
