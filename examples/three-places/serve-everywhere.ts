import { type DeployOptions, deploy, status, type TensorInput } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

export interface Answer {
  readonly provider: string;
  /** Of what serves there: equal digests are equal bytes. */
  readonly packageDigest: string | undefined;
  /** Of the first output. */
  readonly data: ArrayLike<unknown>;
}

/** Serves one model on each target, asks all of them the same, and takes it down again. */
export async function serveEverywhere({
  model,
  targets,
  question,
  onServing,
  ...options
}: DeployOptions & {
  /** Path of the model file. */
  readonly model: string;
  readonly targets: readonly Target[];
  readonly question: Readonly<Record<string, TensorInput>>;
  /** Called while it serves there. */
  readonly onServing?: (target: Target) => Promise<void>;
}): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const target of targets) {
    const endpoint = await deploy(model, target, options);
    try {
      const [output] = Object.values(await endpoint.predict(question));
      const { deployment } = await status(endpoint.name, target);
      const packageDigest = deployment.serving?.packageDigest;
      answers.push({ provider: target.provider, packageDigest, data: output?.data ?? [] });
      await onServing?.(target);
    } finally {
      await endpoint.destroy();
    }
  }
  return answers;
}
