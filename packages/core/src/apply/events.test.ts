import { expect, test } from 'vitest';

import { eventEmitter, type RelayEvent } from './events.ts';

test('events are numbered without gaps, stamped, and say what they are about', () => {
  const heard: RelayEvent[] = [];
  let time = 1000;
  const emit = eventEmitter({
    provider: 'test',
    name: 'demo',
    now: () => (time += 1),
    listener: (event) => heard.push(event),
  });
  emit({ type: 'lease-taken' });
  emit({ type: 'warning', code: 'SOME', message: 'Some.' });
  expect(heard).toEqual([
    { version: 1, sequence: 1, time: 1001, provider: 'test', name: 'demo', type: 'lease-taken' },
    {
      version: 1,
      sequence: 2,
      time: 1002,
      provider: 'test',
      name: 'demo',
      type: 'warning',
      code: 'SOME',
      message: 'Some.',
    },
  ]);
});

test('two emitters number their events apart', () => {
  const heard: number[] = [];
  const options = { provider: 'test', name: 'demo', now: Date.now };
  const listener = ({ sequence }: RelayEvent): void => void heard.push(sequence);
  eventEmitter({ ...options, listener })({ type: 'lease-taken' });
  eventEmitter({ ...options, listener })({ type: 'lease-taken' });
  expect(heard).toEqual([1, 1]);
});

test('what was warned of once is not repeated, though the plan is made twice', () => {
  const heard: RelayEvent[] = [];
  const emit = eventEmitter({
    provider: 'test',
    name: 'demo',
    now: () => 0,
    listener: (event) => heard.push(event),
  });
  for (const message of ['One.', 'Two.', 'One.']) emit({ type: 'warning', code: 'some', message });
  expect(heard.map(({ sequence }) => sequence)).toEqual([1, 2]);
});
