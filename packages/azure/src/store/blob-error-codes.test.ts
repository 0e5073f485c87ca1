import { describe, expect, test } from 'vitest';

import { explanations } from './blob-error-codes.ts';

const rows = Object.entries(explanations);

describe.each(rows)('%s', (_, { code, problem, hint, recovery, isAbsent }) => {
  test('completes a sentence, and says what to do in a sentence of its own', () => {
    expect(problem).toMatch(/^(?:[a-z]|Azure ).*[^.]$/);
    expect(hint ?? 'None').toMatch(/^(?:[A-Z]|torchrelay )/);
    expect(code).toMatch(/^[A-Z][A-Z0-9_]+$/);
  });

  test('is either to be repeated, or somebody is told what to change, or it is what was asked', () => {
    const isForSomebody = hint !== undefined;
    const isAnswer = code === 'PRECONDITION_FAILED' || isAbsent === true || recovery === 'replan';
    expect(recovery === 'retry' || isForSomebody || isAnswer).toBe(true);
  });
});

test('only what passes by itself is repeated', () => {
  const repeated = rows.filter(([, { recovery }]) => recovery === 'retry').map(([name]) => name);
  expect(repeated.toSorted()).toEqual([
    'BlobBeingRehydrated',
    'ContainerBeingDeleted',
    'InternalError',
    'InvalidBlockList',
    'Md5Mismatch',
    'OperationTimedOut',
    'PendingCopyOperation',
    'ServerBusy',
  ]);
});

test('whoever may not is told apart from whoever is not signed in', () => {
  const codesOf = (wanted: string): readonly string[] =>
    rows.filter(([, { code }]) => code === wanted).map(([name]) => name);
  expect(codesOf('NO_CREDENTIALS')).toEqual(
    expect.arrayContaining(['InvalidAuthenticationInfo', 'AuthenticationFailed']),
  );
  expect(codesOf('ACCESS_DENIED')).toEqual(
    expect.arrayContaining(['AuthorizationPermissionMismatch', 'AuthorizationFailure']),
  );
});

test('the role that is missing is named so that it can be given by copying', () => {
  const { hint } = explanations['AuthorizationPermissionMismatch'] ?? {};
  expect(hint).toContain('az role assignment create --role "Storage Blob Data Contributor"');
});
