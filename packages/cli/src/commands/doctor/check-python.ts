import { findPython } from '@torchrelay/local';

import type { Environment } from '../../command-line/command-context.ts';
import { describeError } from '../../errors/describe-error.ts';
import type { Check } from './check.ts';

/** Asks the very Python that would serve, which takes seconds: it imports PyTorch. */
export async function checkPython(environment: Environment): Promise<Check> {
  try {
    const { executable, pythonVersion, torchVersion, cudaDevices } = await findPython({
      environment,
    });
    const gpus = cudaDevices.length === 0 ? 'no GPU' : `${cudaDevices.length} GPUs`;
    const how = environment['TORCHRELAY_PYTHON'] ? 'TORCHRELAY_PYTHON' : 'python3 on the PATH';
    return {
      name: 'PyTorch',
      outcome: 'ok',
      message: `${torchVersion}, ${gpus}, Python ${pythonVersion}: ${executable} (${how})`,
    };
  } catch (error) {
    const { message, hint = 'Install PyTorch: python3 -m pip install torch' } =
      describeError(error);
    return { name: 'PyTorch', outcome: 'problem', message, hint };
  }
}
