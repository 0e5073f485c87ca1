import { fileURLToPath } from 'node:url';

import type { MatrixFiles } from '@torchrelay/stand-ins';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const docs = '../../../../../../docs';

export const matrixFiles: MatrixFiles = {
  kept: here('kept-calls.json'),
  page: here(`${docs}/reliability.md`),
};

export const trainingMatrixFiles: MatrixFiles = {
  kept: here('kept-training-calls.json'),
  page: here(`${docs}/reliability-of-training.md`),
};
