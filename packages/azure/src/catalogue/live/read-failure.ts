import { TorchrelayError, type Recovery } from '@torchrelay/core';

import { isSignInFailure, signInFailure } from '../../store/sign-in-failure.ts';
import { slimCause } from '../../store/slim-cause.ts';
import { isRecord, textOf } from './json-shape.ts';

/** What is being read: for messages. */
export interface Reading {
  /** `the quota of Azure Machine Learning in eastus` */
  readonly what: string;
  /** The action that Azure asks for; absent where anybody may read. */
  readonly permission?: string;
}

interface FailureKind {
  readonly code: string;
  readonly because: string;
  readonly recovery: Recovery;
  readonly hint?: string;
}

/** An answer of Azure that is none, in our words. */
export function refusedReading({
  reading,
  status,
  body,
}: {
  readonly reading: Reading;
  readonly status: number;
  readonly body: unknown;
}): TorchrelayError {
  const { code, because, recovery, hint } = kindOf(status, reading);
  const azure = azureError(body);
  const said = azure.message === undefined ? '' : `: ${azure.message}`;
  return new TorchrelayError({
    code,
    message: `Cannot read ${reading.what}: ${because} (${status}${said}).`,
    hint,
    recovery,
    data: { status, ...(azure.code !== undefined && { azureCode: azure.code }), ...reading },
  });
}

function kindOf(status: number, { permission }: Reading): FailureKind {
  if (status === 401) return notSignedIn;
  if (status === 403) return { ...accessDenied, hint: permissionHint(permission) };
  if (status === 429) {
    return { code: 'THROTTLED', because: 'Azure asks for patience', recovery: 'retry' };
  }
  if (status >= 500 || status === 408) {
    return { code: 'UNAVAILABLE', because: 'Azure failed', recovery: 'retry' };
  }
  return { code: 'AZURE_REFUSED', because: 'Azure refused', recovery: 'never' };
}

const notSignedIn: FailureKind = {
  code: 'NO_CREDENTIALS',
  because: 'nobody is signed in',
  recovery: 'never',
  hint: 'Sign in with `az login`, or pass `credential`.',
};

const accessDenied = {
  code: 'ACCESS_DENIED',
  because: 'this is not allowed to you',
  recovery: 'never',
} as const;

function permissionHint(permission: string | undefined): string {
  return permission === undefined
    ? 'Something between here and Azure refuses: a proxy or a firewall?'
    : `Ask for ${permission} on the subscription; the built-in role Reader has it.`;
}

/** A request that got no answer: the network, or nobody to sign it. */
export function failedReading(error: Error, reading: Reading): TorchrelayError {
  const attempt = `Cannot read ${reading.what}`;
  const firstLine = error.message.split('\n')[0] ?? '';
  if (isSignInFailure(error)) return signInFailure(error, attempt);
  return new TorchrelayError({
    code: 'UNREACHABLE',
    message: `${attempt}: no answer (${firstLine}).`,
    hint: 'Look at the connection, and at HTTPS_PROXY where there is a proxy.',
    recovery: 'retry',
    cause: slimCause(error),
    data: { ...reading },
  });
}

/** `{ error: { code, message } }`, as the resource manager writes it. */
function azureError(body: unknown): { readonly code?: string; readonly message?: string } {
  const error = isRecord(body) && isRecord(body['error']) ? body['error'] : {};
  const [code, message] = [textOf(error, 'code'), textOf(error, 'message')];
  const firstLine = message?.split(/\r?\n/)[0];
  return {
    ...(code !== undefined && { code }),
    ...(firstLine !== undefined && { message: firstLine }),
  };
}
