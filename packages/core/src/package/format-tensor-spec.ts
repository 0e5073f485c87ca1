import type { TensorSpec } from '../target/signature.ts';

/** `FP32[-1,3,224,224]`, as users write it. */
export function formatTensorSpec({ datatype, shape }: Omit<TensorSpec, 'name'>): string {
  return `${datatype}[${shape.join(',')}]`;
}
