import { TorchrelayError } from '@torchrelay/core';

export function roleTaken(role: string): TorchrelayError {
  return new TorchrelayError({
    code: 'NAME_TAKEN',
    message: `There is a role ${role} that torchrelay has not made.`,
    hint: 'Give the ARN of a role to use: sagemaker({ role }). Or remove that one, if nothing needs it.',
    data: { role },
  });
}
