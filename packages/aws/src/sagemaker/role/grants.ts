import { digestOf, shortDigest } from '@torchrelay/core/target-utils';
import type { JsonObject, ServeSpec } from '@torchrelay/core/target';

import type { SagemakerSettings } from '../sagemaker-settings.ts';

/** What a made role is for, as far as it differs from one deployment to another. */
export type Grants = {
  /** A server image of the user's; SageMaker's own where it is null. */
  readonly image: string | null;
  readonly vpc: boolean;
  readonly kmsKeyId: string | null;
  /** Answers go through S3; absent for what answers at once. */
  readonly writesAnswers?: true;
  /** ARNs of SNS that are told of answers; absent where none is. */
  readonly topics?: readonly string[];
};

/** Counted up when the policy of the same grants becomes another. */
const policyVersion = 1;

export function grantsOf(
  { engine }: Pick<ServeSpec, 'engine'>,
  { vpc, kmsKeyId, mode, notify }: SagemakerSettings,
): Grants {
  const topics = mode === 'async' ? topicsOf(notify) : [];
  return {
    image: engine.kind === 'image' ? engine.image : null,
    vpc: vpc !== undefined,
    kmsKeyId: kmsKeyId ?? null,
    ...(mode === 'async' && { writesAnswers: true }),
    ...(topics.length > 0 && { topics }),
  };
}

/** Each once: one topic may be told of both. */
function topicsOf({
  successTopic,
  errorTopic,
}: SagemakerSettings['notify'] = {}): readonly string[] {
  const topics = [successTopic, errorTopic].filter((topic) => topic !== undefined);
  return [...new Set(topics)];
}

/** Kept in the role's tags: whether it is finished, and whether it is still what is needed. */
export function grantsDigest(grants: Grants): string {
  const described: JsonObject = { ...grants, policyVersion };
  return shortDigest(digestOf(described));
}
