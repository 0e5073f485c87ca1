import type { CallWarning } from '@torchrelay/core/target';
import { awsFailure } from '../../client/aws-failure.ts';

/** Something that could not be looked up. It stops nothing: a fact is missing, or older. */
export interface LookUpWarning extends CallWarning {
  readonly code: 'permission-missing' | 'no-credentials' | 'look-up-failed';
  /** The permissions that are needed: `pricing:GetProducts`. */
  readonly permissions: readonly string[];
}

export function lookUpWarning({
  what,
  permissions,
  error,
  instead,
}: {
  /** What was looked up: `prices in us-east-1`. */
  readonly what: string;
  readonly permissions: readonly string[];
  readonly error: unknown;
  /** What is used in place of it, as a sentence. */
  readonly instead: string;
}): LookUpWarning {
  const { code, message, hint } = awsFailure(error, {
    attempt: `Cannot look up ${what}`,
    permission: permissions.join(', '),
  });
  return {
    code: codes[code] ?? 'look-up-failed',
    message: [message, instead, hint ?? ''].join(' ').trimEnd(),
    permissions,
  };
}

const codes: Readonly<Record<string, LookUpWarning['code']>> = {
  ACCESS_DENIED: 'permission-missing',
  NO_CREDENTIALS: 'no-credentials',
};
