import { describe, expect, test } from 'vitest';

import type { RelayEvent } from './events.ts';
import { guardedListener } from './guarded-listener.ts';

const event: RelayEvent = {
  version: 1,
  sequence: 1,
  time: 0,
  provider: 'test',
  name: 'demo',
  type: 'lease-taken',
};

describe('a guarded listener', () => {
  test('hears every event', () => {
    const heard: RelayEvent[] = [];
    const guarded = guardedListener((told) => heard.push(told));
    guarded.listener(event);
    guarded.listener(event);
    expect(heard).toEqual([event, event]);
    expect(guarded.check).not.toThrow();
  });

  test('leaves what hears the events before it alone', () => {
    const heard: RelayEvent[] = [];
    const guarded = guardedListener(
      () => {
        throw new Error('no such bar');
      },
      (told) => heard.push(told),
    );
    guarded.listener(event);
    guarded.listener(event);
    expect(heard).toEqual([event, event]);
  });

  test('may be none', () => {
    const guarded = guardedListener(undefined);
    guarded.listener(event);
    expect(guarded.check).not.toThrow();
  });

  test('that throws stops nothing, hears nothing more, and is reported at the end', () => {
    let calls = 0;
    const cause = new TypeError('no such bar');
    const guarded = guardedListener(() => {
      calls += 1;
      throw cause;
    });
    guarded.listener(event);
    guarded.listener(event);
    expect(calls).toBe(1);
    expect(guarded.check).toThrow(
      expect.objectContaining({ code: 'LISTENER_FAILED', effect: 'done', cause }),
    );
    expect(guarded.check).toThrow(/The work is done, but `onEvent` threw.*no such bar/);
  });
});
