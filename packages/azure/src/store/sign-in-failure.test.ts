import {
  AggregateAuthenticationError,
  AuthenticationError,
  AuthenticationRequiredError,
  CredentialUnavailableError,
} from '@azure/identity';
import { expect, test } from 'vitest';

import { isSignInFailure, signInFailure } from './sign-in-failure.ts';

test.each([
  new CredentialUnavailableError('Please run az login'),
  new AggregateAuthenticationError([new Error('a'), new Error('b')], 'none of them'),
  new AuthenticationRequiredError({ scopes: ['x'] }),
  new AuthenticationError(400, { error: 'invalid_grant', error_description: 'AADSTS70043' }),
])('%s of the identity library is one', (error) => {
  expect(isSignInFailure(error)).toBe(true);
});

test.each([new Error('other'), new TypeError('CredentialUnavailableError'), undefined, 'text'])(
  '%s is none',
  (error) => {
    expect(isSignInFailure(error)).toBe(false);
  },
);

test('it says for what, and how to sign in on a desk and on a server', () => {
  const error = signInFailure(new Error('Please run az login'), 'Cannot read a');
  expect(error).toMatchObject({
    code: 'NO_CREDENTIALS',
    message: 'Cannot read a: nobody is signed in to Azure here.',
    recovery: 'never',
    effect: 'none',
  });
  expect(error.hint).toMatch(/az login\..*AZURE_CLIENT_ID.*managed identity/);
});

test.each(['AADSTS700082: …', 'AADSTS70043: …', 'AADSTS50173: …', 'the token has expired'])(
  '%s is a sign-in that has expired',
  (said) => {
    expect(signInFailure(new Error(said), 'Cannot read a').message).toContain('has expired');
  },
);
