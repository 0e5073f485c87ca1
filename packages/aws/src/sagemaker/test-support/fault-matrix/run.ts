// Takes down every remote call of every verb, and keeps what becomes of it: docs/reliability.md says how it is used.
import { faultCommand, startAddingContainer, startSagemaker } from '@torchrelay/stand-ins';

import { matrixFiles } from './matrix-files.ts';
import { sagemakerSubject } from './sagemaker-subject.ts';

await using aws = await startSagemaker({ start: startAddingContainer });
await aws.trouble({ roleDelay: 0 });
process.exitCode = await faultCommand({
  subject: sagemakerSubject(aws),
  files: matrixFiles,
  commandLine: process.argv.slice(2),
});
