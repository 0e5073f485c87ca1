import type { Deployment, ServeSpec } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';

import type { LocalNative } from './local-deployment.ts';
import { thisMachine } from './local-offer.ts';
import { planLocal } from './plan-local.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const other = `sha256:${'b'.repeat(64)}`;

function spec(changes: Partial<ServeSpec> = {}): ServeSpec {
  return {
    name: 'demo',
    digest,
    package: {
      digest,
      artifactDigest: digest,
      prefix: 'packages/a/',
      entries: [],
      signature: { inputs: [], outputs: [] },
    },
    engine: { kind: 'triton' },
    environment: {},
    offerRequest: { accelerator: 'auto' },
    providerOptions: {},
    need: { purpose: 'serving', accelerator: 'auto', memoryBytes: 0, nodes: 1 },
    offer: thisMachine(),
    instances: 0,
    strategy: 'side-by-side',
    ...changes,
  };
}

function serving(
  changes: Partial<LocalNative['deployments'][number]> = {},
): Deployment & { readonly native: LocalNative } {
  const deployment = { id: digest, state: 'ready', workers: 2, workersSetting: null, ...changes };
  return {
    name: 'demo',
    scope: 'here',
    state: 'ready',
    resources: [],
    storeLocation: 'here',
    address: null,
    native: { server: 'running', deployments: [deployment], live: deployment.id },
  };
}

const ids = (steps: ReturnType<typeof planLocal>): readonly string[] => steps.map(({ id }) => id);

function workersOf(steps: ReturnType<typeof planLocal>): unknown {
  return steps.find(({ kind, action }) => kind === 'deployment' && action === 'create')?.inputs[
    'workers'
  ];
}

describe('the number of workers', () => {
  test('is the server’s to choose, where nobody says', () => {
    expect(workersOf(planLocal(spec(), undefined))).toBeNull();
  });

  test('is what the settings say, or what was asked for', () => {
    expect(workersOf(planLocal(spec(), undefined, 3))).toBe(3);
    expect(workersOf(planLocal(spec({ instances: 4 }), undefined))).toBe(4);
  });

  test('is changed by one step, and left alone where it is right', () => {
    const steps = planLocal(spec({ instances: 3 }), serving());
    expect(ids(steps)).toEqual(['update workers demo']);
    expect(steps[0]?.changes).toEqual([{ path: 'workers', before: 2, after: 3 }]);
    expect(planLocal(spec({ instances: 2 }), serving())).toEqual([]);
    expect(planLocal(spec(), serving())).toEqual([]);
  });

  test('is kept by another release, whatever the settings said from the beginning', () => {
    const want = spec({ digest: other, instances: 5 });
    expect(workersOf(planLocal(want, serving({ workers: 5 })))).toBe(5);
    expect(workersOf(planLocal(want, serving({ workers: 5, workersSetting: 2 }), 2))).toBe(5);
  });

  test('is that of the settings, where they have changed since', () => {
    const want = spec({ digest: other, instances: 2 });
    expect(workersOf(planLocal(want, serving({ workersSetting: 2 }), 4))).toBe(4);
  });
});

describe('a time limit', () => {
  test('is set as soon as there is a server, and before anything is loaded', () => {
    const [first, second, third] = ids(planLocal(spec({ ttlInMs: 60_000 }), undefined));
    expect([first, second]).toEqual(['create server demo', 'create time limit demo']);
    expect(third).toContain('create deployment');
  });

  test('is taken away by a step, and left alone without one', () => {
    expect(ids(planLocal(spec({ ttlInMs: null }), serving()))).toEqual(['delete time limit demo']);
    expect(planLocal(spec({ ttlInMs: undefined }), serving())).toEqual([]);
  });
});
