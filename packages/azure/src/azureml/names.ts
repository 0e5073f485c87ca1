import { digestOf, shortDigest } from '@torchrelay/core/target-utils';
import type { ServeSpec } from '@torchrelay/core/target';

/**
 * A deployment's type of instance never changes, so its name says the release and the type. Azure takes 3 to 32
 * characters that begin with a letter.
 */
export function deploymentNameOf({ digest, offer }: Pick<ServeSpec, 'digest' | 'offer'>): string {
  return `d-${shortDigest(digest)}-${shortDigest(digestOf(offer.instanceType)).slice(0, 6)}`;
}

const modelPrefix = 'torchrelay-';

/** Of the models that a workspace has: the user's own may be called as the endpoint is. */
export function modelNameOf(name: string): string {
  return modelPrefix + name;
}

/** The deployment that a model was made for; `undefined` for one that is not ours. */
export function deploymentOfModel(model: string): string | undefined {
  return model.startsWith(modelPrefix) ? model.slice(modelPrefix.length) : undefined;
}

/** A version of a model is one release. */
export function modelVersionOf({ digest }: Pick<ServeSpec, 'digest'>): string {
  return shortDigest(digest);
}
