import { TorchrelayError } from '@torchrelay/core';

import { slimCause } from './slim-cause.ts';

/** The errors of `@azure/identity`, by name: importing their classes would load it. */
const names: ReadonlySet<string> = new Set([
  'CredentialUnavailableError',
  'AggregateAuthenticationError',
  'AuthenticationRequiredError',
  'AuthenticationError',
]);

/** Whether no token could be had, so that nothing was asked yet. */
export function isSignInFailure(error: unknown): error is Error {
  return error instanceof Error && names.has(error.name);
}

/** @param attempt what it was for: `Cannot read model.pt in container models of …` */
export function signInFailure(error: Error, attempt: string): TorchrelayError {
  const isExpired = /AADSTS(?:700082|70043|50173|50078)|expired/.test(error.message);
  return new TorchrelayError({
    code: 'NO_CREDENTIALS',
    message: `${attempt}: ${isExpired ? 'the sign-in to Azure has expired' : 'nobody is signed in to Azure here'}.`,
    hint: 'Sign in: az login. On a server, set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or give the machine a managed identity.',
    cause: slimCause(error),
  });
}
