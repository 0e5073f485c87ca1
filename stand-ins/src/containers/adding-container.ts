import { modelPath } from '@torchrelay/core/target-utils';
import { answerOfAdding } from '@torchrelay/testing';

import type { StartContainer } from './container.ts';

/** Answers for models that add an offset, without PyTorch: in no time, for tests of everything around it. */
export const startAddingContainer: StartContainer = async ({ readPackage }) => {
  const model = (await readPackage()).get(modelPath);
  if (model === undefined) throw new Error(`The package has no ${modelPath}.`);
  return {
    async invoke(request) {
      const { status, headers, body } = await answerOfAdding({
        model,
        request,
        flavour: request.flavour ?? 'sagemaker',
      });
      const contentType = headers['content-type'] ?? 'application/json';
      return { status, contentType, headers, body };
    },
    async [Symbol.asyncDispose]() {},
  };
};
