import { describe, expect, test } from 'vitest';

import { decodeError } from './decode-error.ts';

const quota =
  'Not enough quota available for Standard_F4s_v2 in SubscriptionId s. Current usage/limit: 0/6. Additional needed: 8 Please see aka.ms/oe-tsg#error-outofquota';

describe('an error of the resource manager', () => {
  test('says what it says', () => {
    const error = { code: 'ResourceNotFound', message: 'The Resource was not found.' };
    expect(decodeError({ error })).toEqual({
      codes: ['ResourceNotFound'],
      texts: ['The Resource was not found.'],
    });
  });

  test('says most in its innermost text, also where that is JSON in a text', () => {
    const inner = { errors: { VmSize: [quota] }, type: 'https://tools.ietf.org', status: 400 };
    const details = [
      {
        code: 'InferencingClientCreateDeploymentFailed',
        message: `InferencingClient HttpRequest error, error detail: ${JSON.stringify(inner)}`,
      },
    ];
    const said = decodeError({ error: { code: 'BadRequest', message: 'Invalid.', details } });
    expect(said.codes).toEqual(['BadRequest', 'InferencingClientCreateDeploymentFailed']);
    expect(said.texts).toEqual([
      quota,
      'InferencingClient HttpRequest error, error detail:',
      'Invalid.',
    ]);
  });

  test('is read through several wrappings', () => {
    const innermost = JSON.stringify({ error: { code: 'Inner', message: 'deep' } });
    const message = JSON.stringify({ Error: { Code: 'Middle', Message: innermost } });
    expect(decodeError({ error: { code: 'Outer', message } })).toEqual({
      codes: ['Outer', 'Middle', 'Inner'],
      texts: ['deep'],
    });
  });

  test('tells nothing of traces, ids and times', () => {
    const additionalInfo = [{ type: 'ComponentName', info: { value: 'managementfrontend' } }];
    const error = { code: 'A', message: 'b', target: 'c', additionalInfo, time: '2026' };
    expect(decodeError({ error })).toEqual({ codes: ['A'], texts: ['b'] });
  });

  test('may have braces that are no JSON', () => {
    const message = 'Use ${{inputs.data}} here.';
    expect(decodeError({ error: { code: 'A', message } }).texts).toEqual([message]);
  });

  test.each([undefined, null, '', [], {}, { error: null }, { error: { details: [null] } }, 7])(
    'may be nothing: %j',
    (body) => expect(decodeError(body)).toEqual({ codes: [], texts: [] }),
  );

  test('that wraps itself for ever is given up', () => {
    let message = 'end';
    for (let depth = 0; depth < 8; depth += 1) message = JSON.stringify({ error: { message } });
    expect(decodeError({ error: { message } }).texts).toEqual([]);
  });
});
