import type { TokenCredential } from '@azure/identity';

/** Whoever is signed in. The library is loaded with the first request: commands that ask nobody do not pay for it. */
export async function signedInCredential(
  authorityHost: string | undefined,
): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential(authorityHost === undefined ? {} : { authorityHost });
}
