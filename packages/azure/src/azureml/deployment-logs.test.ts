import type { LogLine, LogOptions } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';

import { azureServer } from '../catalogue/test-support/azure-server.ts';
import { testCredential } from '../catalogue/test-support/test-reader.ts';
import { mlClient } from './client/ml-client.ts';
import { deploymentLogs } from './deployment-logs.ts';
import { tagsOf } from './tags.ts';

const release = { name: 'demo', store: 's', spec: 'd', package: 'p', offer: 'o' };
const deployment = {
  name: 'd-1',
  location: 'eastus',
  tags: tagsOf(release),
  properties: { endpointComputeType: 'Managed', provisioningState: 'Succeeded' },
};

/** What is shown of a server that has written this, one look after another; each look asks twice, for two containers. */
async function shown(
  looks: readonly string[],
  options: LogOptions = {},
): Promise<readonly LogLine[]> {
  let asked = 0;
  const stop = new AbortController();
  await using server = await azureServer(({ path }) => {
    if (!path.endsWith('/getLogs')) return { body: { value: [deployment] } };
    // Two containers: the first has written nothing.
    const look = asked++;
    return { body: { content: look % 2 === 0 ? '' : (looks[(look - 1) / 2] ?? '') } };
  });
  const client = mlClient({
    cloud: server.cloud,
    subscription: 's',
    resourceGroup: 'g',
    workspace: 'w',
    credential: async () => testCredential,
  });
  const lines: LogLine[] = [];
  const wait = async (): Promise<void> => {
    if (asked / 2 >= looks.length) stop.abort();
    stop.signal.throwIfAborted();
  };
  try {
    for await (const line of deploymentLogs({ client, name: 'demo', options, call: {}, wait })) {
      lines.push(line);
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
  return lines;
}

const textsOf = (lines: readonly LogLine[]): readonly string[] => lines.map(({ text }) => text);

describe('the log of a deployment', () => {
  test('says who wrote a line, and when, as far as the line tells', async () => {
    const lines = await shown([
      '2026-11-23T01:02:03Z one\n  two\n[2026-11-23 01:02:04,5] three\n\n',
    ]);
    expect(lines).toEqual([
      {
        time: Date.parse('2026-11-23T01:02:03Z'),
        text: '2026-11-23T01:02:03Z one',
        source: 'd-1/InferenceServer',
      },
      { time: Date.parse('2026-11-23T01:02:03Z'), text: '  two', source: 'd-1/InferenceServer' },
      {
        time: Date.parse('2026-11-23T01:02:04.5Z'),
        text: '[2026-11-23 01:02:04,5] three',
        source: 'd-1/InferenceServer',
      },
    ]);
  });

  test('may be cut to its end, or to a time', async () => {
    const log = '2026-11-23 01:00:00 one\n2026-11-23 02:00:00 two\n2026-11-23 03:00:00 three\n';
    expect(textsOf(await shown([log], { tail: 1 }))).toEqual(['2026-11-23 03:00:00 three']);
    const since = Date.parse('2026-11-23T02:00:00Z');
    expect(textsOf(await shown([log], { since }))).toHaveLength(2);
  });

  test('is followed: what was shown is not shown again, though Azure tells no positions', async () => {
    const looks = ['a\nb\n', 'a\nb\nc\n', 'b\nc\nd\n', 'b\nc\nd\n', 'x\n'];
    expect(textsOf(await shown(looks, { follow: true }))).toEqual(['a', 'b', 'c', 'd', 'x']);
  });

  test('keeps lines that are the same', async () => {
    const looks = ['a\na\n', 'a\na\na\n'];
    expect(textsOf(await shown(looks, { follow: true }))).toEqual(['a', 'a', 'a']);
  });
});
