/** What a token claims; `undefined` where it is none, or has ended. Nobody has signed it. */
export function readToken(token: string): { readonly audience: string } | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      readonly aud?: string;
      readonly exp?: number;
    };
    const { aud, exp = 0 } = claims;
    return aud === undefined || exp * 1000 < Date.now() ? undefined : { audience: aud };
  } catch {
    // A key, or nothing: no token.
    return undefined;
  }
}
