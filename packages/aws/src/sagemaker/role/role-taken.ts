import { TorchrelayError } from '@torchrelay/core';

/** @param setting by which another role can be given */
export function roleTaken(
  role: string,
  setting: 'role' | 'schedulerRole' = 'role',
): TorchrelayError {
  return new TorchrelayError({
    code: 'NAME_TAKEN',
    message: `There is a role ${role} that torchrelay has not made.`,
    hint: `Give the ARN of a role to use: sagemaker({ ${setting} }). Or remove that one, if nothing needs it.`,
    data: { role },
  });
}
