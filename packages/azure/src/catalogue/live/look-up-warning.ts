import { TorchrelayError } from '@torchrelay/core';

import type { Reading } from './read-failure.ts';

/** Something that could not be looked up. It stops nothing: a fact is missing, or older. */
export interface LookUpWarning {
  readonly code: 'permission-missing' | 'no-credentials' | 'look-up-failed';
  readonly message: string;
  /** The actions to allow: `Microsoft.MachineLearningServices/locations/usages/read`. */
  readonly permissions: readonly string[];
}

const codes: Readonly<Record<string, LookUpWarning['code']>> = {
  ACCESS_DENIED: 'permission-missing',
  NO_CREDENTIALS: 'no-credentials',
};

export function lookUpWarning({
  reading: { what, permission },
  error,
  instead,
}: {
  readonly reading: Reading;
  readonly error: unknown;
  /** What follows, as a sentence. */
  readonly instead: string;
}): LookUpWarning {
  const permissions = permission === undefined ? [] : [permission];
  if (!TorchrelayError.isInstance(error)) {
    const message = `Cannot read ${what}: ${String(error)}. ${instead}`;
    return { code: 'look-up-failed', message, permissions };
  }
  const { code, message, hint } = error;
  return {
    code: codes[code] ?? 'look-up-failed',
    message: [message, hint, instead].filter((sentence) => sentence !== undefined).join(' '),
    permissions,
  };
}
