import { acceleratorKind, usableBytes } from '../accelerators/accelerator-kinds.ts';
import type { Accelerator } from '../target/offer.ts';

export { acceleratorKind } from '../accelerators/accelerator-kinds.ts';
export type { AcceleratorKind } from '../accelerators/accelerator-kinds.ts';

/**
 * `count` devices of a kind.
 *
 * @throws RangeError when the kind is not in the table: a catalogue may only hold what is known to core
 */
export function acceleratorOf({
  kind: name,
  count,
  link,
}: Pick<Accelerator, 'kind' | 'count' | 'link'>): Accelerator {
  const kind = acceleratorKind(name);
  if (kind === undefined) throw new RangeError(`There is no accelerator kind "${name}".`);
  return {
    kind: name,
    count,
    memoryBytes: usableBytes(kind),
    memoryBandwidthInGBps: kind.memoryBandwidthInGBps,
    ...(link !== undefined && { link }),
  };
}
