import { expect, test } from 'vitest';

import { failureAnswer } from './failure-answer.ts';

const read = (text: string): { readonly status: number; readonly body: unknown } => {
  const { status, body } = failureAnswer(text);
  return { status, body: JSON.parse(new TextDecoder().decode(body)) };
};

test('what the container said is the answer, with its status', () => {
  const text =
    'Received client error (400) from primary with message "{"error":"unexpected shape for \\"x\\""}". See the log.';
  expect(read(text)).toEqual({ status: 400, body: { error: 'unexpected shape for "x"' } });
});

test('words of a container that are no JSON are told as an error', () => {
  expect(read('Received server error (503) from primary with message "out of memory".')).toEqual({
    status: 503,
    body: { error: 'out of memory' },
  });
});

test('anything else is told whole', () => {
  expect(read('The request expired in the queue.')).toEqual({
    status: 500,
    body: { error: 'The request expired in the queue.' },
  });
});
