import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { servingPython } from './serving-python.ts';

const script = fileURLToPath(new URL('models.py', import.meta.url));

/** Makes tower.pt, classifier.pt, detector.pt and weights.pt with real PyTorch. */
export function makeModels(folder: string): void {
  execFileSync(servingPython(), ['-W', 'ignore', script, folder]);
}
