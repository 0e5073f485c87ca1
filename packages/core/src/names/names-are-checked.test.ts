import { expect, test } from 'vitest';

import { history } from '../deploy/history.ts';
import { logs } from '../deploy/logs.ts';
import { destroy } from '../deploy/destroy.ts';
import { rollback } from '../deploy/rollback.ts';
import { status } from '../deploy/status.ts';
import { connect } from '../endpoint/connect.ts';
import type { Target } from '../target/target.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { testCloud, testTarget } from '../test-support/test-target.ts';

const verbs: Record<string, (name: string, target: Target) => Promise<unknown>> = {
  connect: (name, target) => connect(name, target),
  destroy: (name, target) => destroy(name, target),
  history: (name, target) => history(name, target),
  logs: (name, target) => Array.fromAsync(logs(name, target)),
  rollback: (name, target) => rollback(name, target),
  status: (name, target) => status(name, target),
};

test.each(Object.entries(verbs))('%s refuses a name that would lead elsewhere', async (_, verb) => {
  const target = testTarget(testCloud());
  for (const name of ['../..', 'a/b', '', 'A', 'ends-']) {
    expect((await failureOf(verb(name, target))).code).toBe('NAME_INVALID');
  }
});
