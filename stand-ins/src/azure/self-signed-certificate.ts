import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** Both in PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** A new one for 127.0.0.1 that lasts a day, so that no key has to lie in the repository. Node cannot make one. */
export function selfSignedCertificate(): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const content = contentOf(publicKey);
  const signature = sign('sha256', content, privateKey);
  const whole = sequence(content, sequence(ecdsaWithSha256), bitString(signature));
  return {
    certificate: pem(whole),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** Source: RFC 5280, section 4.1. */
function contentOf(publicKey: KeyObject): Buffer {
  const name = sequence(
    tagged(tags.set, sequence(commonName, tagged(tags.utf8String, Buffer.from('stand-in')))),
  );
  const day = 86_400_000;
  const validity = sequence(utcTime(Date.now() - day), utcTime(Date.now() + day));
  return sequence(
    tagged(tags.explicit0, tagged(tags.integer, Buffer.of(2))),
    tagged(tags.integer, Buffer.of(1)),
    sequence(ecdsaWithSha256),
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(tags.explicit3, sequence(forLoopback)),
  );
}

const tags = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
  ipAddress: 0x87,
  explicit0: 0xa0,
  explicit3: 0xa3,
} as const;

function tagged(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  return length < 0x100 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff);
}

function sequence(...contents: readonly Buffer[]): Buffer {
  return tagged(tags.sequence, ...contents);
}

function bitString(content: Buffer): Buffer {
  return tagged(tags.bitString, Buffer.of(0), content);
}

/** `YYMMDDHHMMSSZ` */
function utcTime(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/\D/g, '').slice(2, 14);
  return tagged(tags.utcTime, Buffer.from(`${digits}Z`));
}

function objectIdentifier(hex: string): Buffer {
  return tagged(tags.objectIdentifier, Buffer.from(hex, 'hex'));
}

const ecdsaWithSha256 = objectIdentifier('2a8648ce3d040302');
const commonName = objectIdentifier('550403');
const subjectAlternativeName = objectIdentifier('551d11');

const forLoopback = sequence(
  subjectAlternativeName,
  tagged(tags.octetString, sequence(tagged(tags.ipAddress, Buffer.of(127, 0, 0, 1)))),
);

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
