import type { EventBody, RelayEvent } from '@torchrelay/core';
import { TorchrelayError } from '@torchrelay/core';
import { expect, test } from 'vitest';

import { openChannel } from '../output/channel.ts';
import { openStatusLine } from '../output/status-line.ts';
import { chooseSymbols } from '../output/symbols.ts';
import { mask } from '../test-support/mask.ts';
import { progressDrawer } from './draw-progress.ts';

const step = { step: 'id', action: 'create', kind: 'endpoint', target: 'resnet50' } as const;
const error = new TorchrelayError({ code: 'A', message: 'It failed.' }).toJSON();

const story: readonly EventBody[] = [
  { type: 'stage-start', stage: 'inspect' },
  { type: 'stage-end', stage: 'inspect', durationInMs: 12 },
  { type: 'warning', code: 'a', message: 'It may differ.' },
  { type: 'plan-ready', steps: 2, hash: 'sha256:0' },
  { type: 'lease-taken' },
  { type: 'upload-start', path: 'model.pt', size: 200 },
  { type: 'upload-delta', path: 'model.pt', size: 200, sent: 100 },
  { type: 'upload-end', path: 'model.pt', size: 200, how: 'sent' },
  { type: 'step-start', ...step },
  { type: 'step-wait', ...step, detail: 'waiting for an instance' },
  { type: 'retry', reason: 'Throttled.', attempt: 1, waitInMs: 1500 },
  { type: 'step-fail', ...step, error },
  { type: 'offer-fail', offer: 'a', reason: 'No capacity.', next: 'b' },
  { type: 'offer-fail', offer: 'b', reason: 'No capacity.' },
  { type: 'restore-start', release: 3, reason: 'It failed.' },
  { type: 'restore-end', release: 3 },
  { type: 'restore-start', reason: 'It failed.' },
  { type: 'restore-end' },
  { type: 'step-start', ...step },
  { type: 'step-end', ...step, durationInMs: 65_000 },
];

function draw({
  isTTY,
  bodies = story,
}: {
  isTTY: boolean;
  bodies?: readonly EventBody[];
}): string {
  const written: string[] = [];
  const stream = { isTTY, columns: 80, write: (text: string) => written.push(text) };
  const err = openChannel({ stream, environment: { NO_COLOR: '1' } });
  const symbols = chooseSymbols({});
  const status = openStatusLine(err, symbols);
  const onEvent = progressDrawer({ context: { err, symbols }, status });
  bodies.forEach((body, index) => {
    const about = { version: 1, sequence: index + 1, time: 0, provider: 'p', name: 'n' } as const;
    onEvent({ ...about, ...body } satisfies RelayEvent);
  });
  status.clear();
  return written.join('');
}

test('without a terminal each thing is a line: what is done, with its time, and what is waited for', () => {
  expect(draw({ isTTY: false })).toMatchInlineSnapshot(`
    "✓ inspect                                       12 ms
    ! warning: It may differ.
      create endpoint resnet50: waiting for an instance
    ! Throttled. Trying again in 1.5 s.
    ✗ create endpoint resnet50
    ! a cannot be had: No capacity. Trying b.
    ! b cannot be had: No capacity.
    ! Putting release 3 back.
    ✓ Release 3 serves again.
    ! Removing what was begun.
    ✓ What was begun is removed.
    ✓ create endpoint resnet50                      1 min 5 s
    "
  `);
});

test('the same wait is told once', () => {
  const wait: EventBody = { type: 'step-wait', ...step, detail: 'creating' };
  expect(draw({ isTTY: false, bodies: [wait] }).split('\n').length).toBe(2);
});

test('on a terminal what goes on is drawn over by what is done', () => {
  const raw = draw({ isTTY: true });
  expect(mask(raw)).toContain('endpoint resnet50  waiting for an instance');
  expect(raw).toContain('upload model.pt  100 B of 200 B, 50 %');
  const staying = raw.split('\n').map((line) => line.slice(line.lastIndexOf('\r\u001B[K') + 1));
  const lines = staying.map((line) => line.replace('\u001B[K', '')).filter((line) => line !== '');
  const plain = draw({ isTTY: false })
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('  '));
  expect(lines).toEqual(plain);
});
