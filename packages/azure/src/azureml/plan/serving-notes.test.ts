import type { ServeSpec } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';

import { observed, servingRelease, testSpec } from '../test-support/test-spec.ts';
import { registryOf } from './registry-note.ts';
import { servingNotes } from './serving-notes.ts';

const [one, two] = [testSpec('one'), testSpec('two')];
const live = observed(servingRelease(one));

const messages = (...asked: Parameters<typeof servingNotes>): readonly string[] =>
  servingNotes(...asked).map(({ message }) => message);

describe('a plan says beside its steps', () => {
  test('what Azure lets through to a new endpoint', () => {
    expect(messages(one, undefined, { requestTimeoutInMs: 30_000 })).toEqual([
      'Azure lets 500 requests and 5 MB a second through to an endpoint, and waits 30 s for an answer (180 s at most).',
    ]);
  });

  test('nothing that somebody has agreed to already', () => {
    expect(messages(two, live)).toEqual([]);
    expect(messages(one, live, { keepPrevious: true })).toEqual([]);
  });

  test('how the traffic will move, and what watches it', () => {
    const rollout = {
      shift: 'canary',
      percent: 10,
      waitInMs: 600_000,
      keepOldInMs: 30_000,
    } as const;
    expect(messages({ ...two, rollout: { ...rollout, mirrorPercent: 20 } }, live)).toEqual([
      'The new release gets copies of 20 % of the requests for 10 min, then 10 % of the traffic for 10 min, then all of it. Nothing watches it meanwhile. The old release stays for 30 s after it.',
    ]);
    const watched = {
      ...rollout,
      shift: 'linear',
      keepOldInMs: 0,
      alarms: { latencyP99InMs: 1 },
    } as const;
    expect(messages({ ...two, rollout: watched }, live)).toEqual([
      'The new release gets 10 % more of the traffic every 10 min. Azure Monitor’s figures, which are minutes late, take it back.',
    ]);
    expect(messages({ ...one, rollout }, undefined)).toHaveLength(1);
  });

  test('that the release before goes on costing where it is kept', () => {
    expect(messages(two, live, { keepPrevious: true })).toEqual([
      'The release before stays deployed on its instance, which is paid for until it goes.',
    ]);
  });
});

describe('an image of one’s own', () => {
  const withImage = (image: string): ServeSpec => ({ ...two, engine: { kind: 'image', image } });

  test('in a registry of Azure needs a role, which is named', () => {
    const [note] = messages(withImage('mine.azurecr.io/server:1'), live);
    expect(note).toContain('the role "AcrPull" on mine.azurecr.io');
    expect(note).toContain('azureml({ identity })');
    const identity = '/subscriptions/s/…/userAssignedIdentities/reader';
    expect(messages(withImage('mine.azurecr.io/server:1'), live, { identity })[0]).toContain(
      'for reader',
    );
  });

  test('in any other registry has to be public', () => {
    expect(messages(withImage('ghcr.io/me/server:1'), live)[0]).toContain(
      'from ghcr.io without a password',
    );
  });

  test('of Microsoft’s needs nothing', () => {
    expect(messages(withImage('mcr.microsoft.com/azureml/x:1'), live)).toEqual([]);
  });

  test.each([
    ['server', 'docker.io'],
    ['me/server:1', 'docker.io'],
    ['localhost/server', 'localhost'],
    ['here:5000/server', 'here:5000'],
    ['a.b/c/d@sha256:0', 'a.b'],
  ])('%s lies in %s', (image, registry) => expect(registryOf(image)).toBe(registry));
});
