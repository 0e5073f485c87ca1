/**
 * A token that claims to be Microsoft Entra's. Azurite checks who it is for, who gave it and until when, and
 * no signature.
 */
export function madeUpToken({
  expiresInMs = 3_600_000,
  audience = 'https://storage.azure.com',
}: {
  readonly expiresInMs?: number;
  readonly audience?: string;
} = {}): string {
  const nowInSeconds = Math.floor(Date.now() / 1000);
  const claims = {
    aud: audience,
    iss: 'https://sts.windows.net/00000000-0000-0000-0000-000000000000/',
    iat: nowInSeconds - 7200,
    nbf: nowInSeconds - 7200,
    exp: nowInSeconds + Math.floor(expiresInMs / 1000),
  };
  return [{ alg: 'none', typ: 'JWT' }, claims, {}].map(encode).join('.');
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
