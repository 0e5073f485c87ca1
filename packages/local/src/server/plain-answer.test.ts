import { expect, test } from 'vitest';
import { renderAnswer } from './plain-answer.ts';

const headers = { 'content-type': 'application/json', 'retry-after': '1' };

test('an answer is one piece, with all that a client needs to find its end', () => {
  const chunks = [Buffer.from('{"a":'), Buffer.from('1}')];
  const pieces = renderAnswer({ status: 429, headers, chunks });
  expect(pieces).toHaveLength(1);
  const [head = '', body] = Buffer.concat(pieces).toString().split('\r\n\r\n');
  const [status, ...lines] = head.split('\r\n');
  expect(status).toBe('HTTP/1.1 429 Too Many Requests');
  expect(lines).toEqual([
    'content-type: application/json',
    'retry-after: 1',
    'content-length: 7',
    expect.stringMatching(/^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/),
    'Connection: keep-alive',
    'Keep-Alive: timeout=5',
  ]);
  expect(body).toBe('{"a":1}');
});

test('the chunks of a large answer are not copied', () => {
  const large = Buffer.alloc(100_000);
  const pieces = renderAnswer({ status: 200, headers, chunks: [large] });
  expect(pieces[1]).toBe(large);
  expect(Buffer.from(pieces[0] ?? []).toString()).toContain('content-length: 100000\r\n');
});
