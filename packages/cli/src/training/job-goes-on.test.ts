import type { RelayEvent } from '@torchrelay/core';
import type { JobState, Target } from '@torchrelay/core/target';
import { createMemoryCloud, memoryTarget } from '@torchrelay/testing';
import { expect, test } from 'vitest';

import { jobGoesOn } from './job-goes-on.ts';

const base = { version: 1, sequence: 1, time: 0, provider: 'memory', name: 'digits' } as const;
const target = memoryTarget({ cloud: createMemoryCloud(), style: 'in-place' });

function state(of: JobState): RelayEvent {
  return { ...base, type: 'job-state', attempt: 1, state: of };
}

function said(events: readonly RelayEvent[], uri?: string, on: Target = target): string {
  const error = jobGoesOn({ name: 'digits', target: on, uri, events });
  return error === undefined ? 'nothing' : `${error.message}\n${error.hint}`;
}

test('before there is a job, and after it is done, there is nothing to say about it', () => {
  expect(said([])).toBe('nothing');
  expect(said([state('running'), state('succeeded')])).toBe('nothing');
});

test('a job that runs goes on, and commands for its target are given', () => {
  expect(said([state('running')], 'sagemaker://us-east-1')).toBe(
    [
      'Stopped waiting, as asked. The job digits goes on.',
      'Run the same again to join it, or:',
      '  torchrelay status digits --job --target sagemaker://us-east-1',
      '  torchrelay stop digits --target sagemaker://us-east-1',
    ].join('\n'),
  );
});

test('where commands cannot name the target, they are not made up', () => {
  expect(said([state('queued')])).toContain('torchrelay stop digits --target TARGET');
  expect(said([state('queued')], undefined, { ...target, provider: 'local' })).toContain(
    '  torchrelay stop digits\n'.trimEnd(),
  );
});

test('a job that was joined goes on, too', () => {
  const joined: RelayEvent = { ...base, type: 'job-join', attempt: 1, state: 'running' };
  expect(said([joined], 'local')).toContain('The job digits goes on.');
  expect(said([{ ...joined, state: 'succeeded' }], 'local')).toBe('nothing');
});
