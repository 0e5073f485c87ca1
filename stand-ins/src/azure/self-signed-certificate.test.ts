import { createPrivateKey, X509Certificate } from 'node:crypto';

import { expect, test } from 'vitest';

import { selfSignedCertificate } from './self-signed-certificate.ts';

const { certificate, key } = selfSignedCertificate();
const read = new X509Certificate(certificate);

test('is of its own key, for this machine alone', () => {
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(read.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(read.checkIP('127.0.0.2')).toBeUndefined();
  expect(read.subject).toBe(read.issuer);
});

test('is good since yesterday and until tomorrow', () => {
  const day = 86_400_000;
  const [from, to] = [Date.parse(read.validFrom), Date.parse(read.validTo)];
  expect(Math.abs(Date.now() - day - from)).toBeLessThan(60_000);
  expect(Math.abs(Date.now() + day - to)).toBeLessThan(60_000);
});

test('is another one each time', () => {
  expect(selfSignedCertificate().key).not.toBe(key);
});
