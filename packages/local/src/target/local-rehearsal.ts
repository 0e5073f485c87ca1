import type { Rehearsal } from '@torchrelay/core/target';

import { findPython } from '../python/find-python.ts';
import { machineFingerprint } from '../rehearsal/machine-fingerprint.ts';
import { rehearse } from '../rehearsal/rehearse.ts';
import type { LocalSettings } from './local-settings.ts';

/** Runs a model once in a process of its own, as `local()` would serve it. */
export function localRehearsal({ python, device }: LocalSettings): Rehearsal {
  return {
    async doFingerprint() {
      const found = await findPython({ python }).catch(() => undefined);
      return (
        found && machineFingerprint({ python: found, device: device === 'cuda' ? device : 'cpu' })
      );
    },
    async doRehearse({ model, examples, outputNames }, { abortSignal }) {
      if (model.path === undefined) {
        return {
          outcome: 'not-possible',
          reason: 'the model is not a file of this machine',
          hint: 'Download it first, or declare its `outputs`.',
        };
      }
      return rehearse({
        modelPath: model.path,
        examples,
        outputNames,
        python,
        abortSignal,
        ...(device === 'cuda' && { device }),
      });
    },
  };
}
