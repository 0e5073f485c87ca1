import { describe, expect, test } from 'vitest';
import { rawRequest } from '../__fixtures__/raw-http.ts';
import { createPlainRequestReader } from './plain-request.ts';

const body = '{"inputs":[]}';
const plain = rawRequest({ headers: { 'Content-Type': 'application/json' }, body });

function reader(maxBytes = 1e6): ReturnType<typeof createPlainRequestReader> {
  return createPlainRequestReader({ maxBytes });
}

/** A request with another line in its head. */
function withLine(line: string): Buffer {
  return Buffer.from(plain.toString('latin1').replace('\r\n', `\r\n${line}\r\n`), 'latin1');
}

describe('a plain request', () => {
  test('is read with its headers and its body', () => {
    expect(reader()(plain)).toEqual({
      flavour: 'open-inference',
      headers: { host: 'localhost', 'content-length': '13', 'content-type': 'application/json' },
      body: Buffer.from(body),
    });
  });

  test.each([
    ['/v2/models/model/versions/1/infer', 'open-inference'],
    ['/invocations', 'sagemaker'],
  ])('may be for %s', (path, flavour) => {
    expect(reader()(rawRequest({ path, body }))).toMatchObject({ flavour });
  });

  test.each([
    'Accept: */*',
    'User-Agent: python-requests/2.32 (x; y)',
    'Connection: keep-alive',
    'CONNECTION:Keep-Alive  ',
    'inference-header-content-length: 13',
    'torchrelay-deployment: sha256:0',
    'Accept-Encoding: gzip, deflate',
  ])('may say %s', (line) => {
    expect(reader()(withLine(line))).toMatchObject({ body: Buffer.from(body) });
  });

  test('is incomplete until its last byte is there', () => {
    const read = reader();
    for (let length = 0; length < plain.byteLength; length++)
      expect(read(plain.subarray(0, length))).toBe('incomplete');
    expect(read(plain)).toMatchObject({ body: Buffer.from(body) });
  });

  test('with the head of the one before has its own body, and another head its own headers', () => {
    const read = reader();
    read(plain);
    expect(
      read(rawRequest({ headers: { 'Content-Type': 'application/json' }, body: '{"inputs":{}}' })),
    ).toMatchObject({
      body: Buffer.from('{"inputs":{}}'),
    });
    expect(read(rawRequest({ headers: { Accept: 'a' }, body }))).toMatchObject({
      headers: { accept: 'a' },
    });
  });
});

describe('left to Node is a request', () => {
  test.each([
    'Transfer-Encoding: chunked',
    'Content-Encoding: gzip',
    'Expect: 100-continue',
    'Connection: close',
    'Connection: upgrade',
    'Upgrade: websocket',
    'Content-Length: 13',
    'content-length: 14',
    'Host: elsewhere',
    'Trailer: x',
    'X-Anything: 1',
    'Content-Type : text/plain',
    ' folded: line',
    'no colon',
    ': no name',
    'Accept:',
    'Accept: \u0001',
    'Accept: a\rHost: b',
    'Accept: a\nHost: b',
  ])('that says %j', (line) => {
    expect(reader()(withLine(line))).toBe('unusual');
  });

  const text = plain.toString('latin1');
  test.each([
    ['another method', text.replace('POST', 'PUT')],
    ['another path', text.replace('/infer', '')],
    ['a query', text.replace('/infer', '/infer?a=1')],
    ['a whole URL', text.replace('/v2', 'http://localhost/v2')],
    ['another version', text.replace('HTTP/1.1', 'HTTP/1.0')],
    ['more spaces', text.replace('POST ', 'POST  ')],
    ['an empty line in front', `\r\n${text}`],
    ['no host', text.replace('Host: localhost\r\n', '')],
    ['no length', text.replace('Content-Length: 13\r\n', '')],
    ['a strange length', text.replace('Length: 13', 'Length: +13')],
    ['a length in hexadecimal', text.replace('Length: 13', 'Length: 0xd')],
    ['two lengths', text.replace('Length: 13', 'Length: 13, 13')],
    ['another one behind it', text + text],
    ['a byte behind it', `${text}x`],
  ])('with %s', (_what, changed) => {
    expect(changed).not.toBe(text);
    expect(reader()(Buffer.from(changed, 'latin1'))).toBe('unusual');
  });

  test('that is larger than the server takes, or than fits into one piece', () => {
    expect(reader(12)(plain)).toBe('unusual');
    expect(reader(13)(plain)).not.toBe('unusual');
    expect(reader()(rawRequest({ body: 'x'.repeat(65_536) }))).toBe('unusual');
    expect(reader()(Buffer.alloc(65_536, 'x'))).toBe('unusual');
  });
});
