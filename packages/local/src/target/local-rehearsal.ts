import type { RangeSource, Rehearsal, RehearsalReport } from '@torchrelay/core/target';

import { findPython } from '../python/find-python.ts';
import { machineFingerprint } from '../rehearsal/machine-fingerprint.ts';
import { rehearse } from '../rehearsal/rehearse.ts';
import { localFile } from './local-file.ts';
import type { LocalSettings } from './local-settings.ts';

/** A model that is far away is fetched for its rehearsal, up to here. */
const mostFetchedBytes = 4 * 2 ** 30;

/** Runs a model once in a process of its own: on the CPU, unless the settings ask for the GPUs. */
export function localRehearsal({ python, device }: LocalSettings): Rehearsal {
  return {
    async doFingerprint() {
      const found = await findPython({ python }).catch(() => undefined);
      return (
        found && machineFingerprint({ python: found, device: device === 'cuda' ? device : 'cpu' })
      );
    },
    async doRehearse({ model, examples, outputNames }, { abortSignal }) {
      if (model.path === undefined && model.size > mostFetchedBytes) return tooFar(model);
      await using file = await localFile(model, { abortSignal });
      return await rehearse({
        modelPath: file.path,
        examples,
        outputNames,
        python,
        abortSignal,
        ...(device === 'cuda' && { device }),
      });
    },
  };
}

function tooFar({ size }: RangeSource): RehearsalReport {
  const gibibytes = (size / 2 ** 30).toFixed(1);
  return {
    outcome: 'not-possible',
    reason: `the model is not a file of this machine, and ${gibibytes} GiB are not fetched for a rehearsal`,
    hint: 'Download it first, or declare its `outputs`.',
  };
}
