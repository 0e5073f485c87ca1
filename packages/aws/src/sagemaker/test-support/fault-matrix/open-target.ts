import type { JsonObject, Target } from '@torchrelay/core/target';

import { sagemaker } from '../../sagemaker.ts';

export function openTarget(settings: JsonObject): Target {
  return sagemaker(settings);
}

/** The SDK, which takes a second to load. */
export function warmUp(): Promise<unknown> {
  return Promise.all([
    import('@aws-sdk/client-iam'),
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/client-sagemaker'),
    import('@aws-sdk/client-sagemaker-runtime'),
    import('@aws-sdk/client-sts'),
  ]);
}
