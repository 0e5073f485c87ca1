import { TorchrelayError } from '@torchrelay/core';

export interface RoleArn {
  readonly accountId: string;
  /** Without its path, as IAM asks for it. */
  readonly roleName: string;
}

/** @throws TorchrelayError `ROLE_INVALID` for what is no ARN of a role */
export function parseRoleArn(arn: string): RoleArn {
  const found = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:[\x21-\x7e]+\/)?([\w+=,.@-]{1,64})$/.exec(
    arn,
  );
  const [, accountId, roleName] = found ?? [];
  if (accountId !== undefined && roleName !== undefined) return { accountId, roleName };
  throw new TorchrelayError({
    code: 'ROLE_INVALID',
    message: `"${arn}" is no ARN of a role.`,
    hint: 'It looks like arn:aws:iam::123456789012:role/name. Without a role, torchrelay makes one.',
    data: { role: arn },
  });
}
