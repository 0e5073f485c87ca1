import { digestOf, shortDigest } from '@torchrelay/core/target-utils';
import type { ServeSpec } from '@torchrelay/core/target';

/** SageMaker's models and endpoint configurations cannot be changed, so their names say what is in them. */
export function modelNameOf({ name, digest }: Pick<ServeSpec, 'name' | 'digest'>): string {
  return `${name}-${shortDigest(digest)}`;
}

/** The same release on another type of instance is another configuration. On how many, is not. */
export function configNameOf(want: Pick<ServeSpec, 'name' | 'digest' | 'offer'>): string {
  const offer = shortDigest(digestOf(want.offer.instanceType)).slice(0, 6);
  return `${modelNameOf(want)}-${offer}`;
}

/** The name of the deployment that a model's or a configuration's own name begins with, if it is one of ours. */
export function deploymentOf(native: string): string | undefined {
  return /^(.+?)-[0-9a-f]{12}(?:-[0-9a-f]{6})?$/.exec(native)?.[1];
}
