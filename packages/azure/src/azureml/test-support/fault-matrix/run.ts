// Takes down every remote call of every verb, and keeps what becomes of it: docs/reliability.md says how it is used.
import { faultCommand, startAzurite } from '@torchrelay/stand-ins';

import { azuremlSubject } from './azureml-subject.ts';
import { matrixFiles } from './matrix-files.ts';

await using azurite = await startAzurite();
process.exitCode = await faultCommand({
  subject: azuremlSubject(azurite),
  files: matrixFiles,
  commandLine: process.argv.slice(2),
});
