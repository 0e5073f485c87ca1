import { deepEqual, equal, ok } from 'node:assert/strict';

import {
  connect,
  type EndpointReference,
  history,
  list,
  plan,
  rollback,
  status,
} from '@torchrelay/core';

import { addModel } from '../models.ts';
import { changesDuring } from './changes-during.ts';
import {
  answeredOffset,
  deployAdd,
  deployFailing,
  destroyAll,
  failureOf,
  nothingIsLeft,
  optionsFor,
  servesOffset,
} from './deploying.ts';
import type { Subject } from './subject.ts';
import type { TargetPromise } from './target-promise.ts';

const name = 'promise';

export function servingPromises(subject: Subject): readonly TargetPromise[] {
  return [
    {
      name: 'a first deployment answers with its model, is listed, and is in the history',
      async run() {
        const endpoint = await deployAdd({ subject, offset: 1, name });
        equal(await answeredOffset(endpoint), 1);
        equal((await status(name, subject.createTarget())).state, 'ready');
        deepEqual(await listedNames(subject), [name]);
        deepEqual(
          (await history(name, subject.createTarget())).map(({ number }) => number),
          [1],
        );
      },
    },
    {
      name: 'deploying the same again makes no request that changes anything',
      async run() {
        await deployAdd({ subject, offset: 1, name });
        const changes = await changesDuring(subject, (target) =>
          deployAdd({ subject, offset: 1, name, target }),
        );
        deepEqual(changes, []);
        const target = subject.createTarget();
        equal((await plan(addModel(1), target, optionsFor(subject, { name }))).steps.length, 0);
      },
    },
    {
      name: 'deploying another model under the same name serves that one, and removes the old',
      async run() {
        await deployAdd({ subject, offset: 1, name });
        const endpoint = await deployAdd({ subject, offset: 2, name });
        equal(await answeredOffset(endpoint), 2);
        await servesOffset(subject, name, 2);
        await onlyOneReleaseRuns(subject);
      },
    },
    {
      name: 'a new release that cannot answer is reported, and the old one goes on serving',
      async run() {
        await deployAdd({ subject, offset: 1, name });
        const error = await failureOf(deployFailing(subject, name));
        equal(error.data['restored'], 1);
        await servesOffset(subject, name, 1);
        await onlyOneReleaseRuns(subject);
        equal((await history(name, subject.createTarget())).length, 1);
      },
    },
    {
      name: 'a first release that cannot answer is removed again',
      async run() {
        const error = await failureOf(deployFailing(subject, name));
        equal(error.data['restored'], null);
        deepEqual(await listedNames(subject), []);
      },
    },
    {
      name: 'rolling back serves the release before, as a new release',
      async run() {
        await deployAdd({ subject, offset: 1, name });
        await deployAdd({ subject, offset: 2, name });
        const release = await rollback(name, subject.createTarget(), optionsFor(subject));
        equal(release.number, 3);
        equal(release.restores, 1);
        await servesOffset(subject, name, 1);
        await onlyOneReleaseRuns(subject);
      },
    },
    {
      name: 'destroying leaves nothing, and destroying again succeeds',
      async run() {
        await deployAdd({ subject, offset: 1, name });
        await deployAdd({ subject, offset: 2, name });
        await destroyAll(subject, name);
        await nothingIsLeft(subject);
        await destroyAll(subject, name);
        await nothingIsLeft(subject);
      },
    },
    {
      name: 'destroying one name leaves another one serving, also where they share a package',
      async run() {
        await deployAdd({ subject, offset: 1, name });
        await deployAdd({ subject, offset: 1, name: 'neighbour' });
        deepEqual(await listedNames(subject), ['neighbour', name]);
        await destroyAll(subject, name);
        deepEqual(await listedNames(subject), ['neighbour']);
        await servesOffset(subject, 'neighbour', 1);
        await deployAdd({ subject, offset: 1, name: 'neighbour', options: { instances: 1 } });
      },
    },
    {
      name: 'a reference that went through JSON reaches the same endpoint',
      async run() {
        const endpoint = await deployAdd({ subject, offset: 3, name });
        const reference = JSON.parse(JSON.stringify(endpoint)) as EndpointReference;
        const reopened = await connect(reference, subject.createTarget());
        equal(await answeredOffset(reopened), 3);
      },
    },
  ];

  async function onlyOneReleaseRuns(of: Subject): Promise<void> {
    const { deployment } = await status(name, of.createTarget());
    const digests = new Set(
      deployment.resources.flatMap(({ kind, digest }) =>
        kind === 'endpoint' ? [] : (digest ?? []),
      ),
    );
    ok(digests.size <= 1, `parts of one release only, not of ${[...digests].join(' and ')}`);
    const serving = deployment.serving?.specDigest;
    for (const digest of digests)
      equal(digest, serving, 'the parts that are there are the ones that serve');
  }
}

export async function listedNames(subject: Subject): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const deployment of list(subject.createTarget())) names.push(deployment.name);
  return names.toSorted();
}
