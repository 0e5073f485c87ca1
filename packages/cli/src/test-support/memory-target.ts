import { deploy } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';
import { addModel, createMemoryCloud, memoryTarget } from '@torchrelay/testing';

/**
 * A target for `--target module:…`: a cloud in memory that lives as long as the command.
 *
 * TEST_CLOUD says what is wrong with it: `exhausted` has nothing left, `broken-update` has a release that
 * serves and puts it back at the next update.
 */
export default async function createTarget(): Promise<Target> {
  const trouble = process.env['TEST_CLOUD'];
  const cloud = createMemoryCloud();
  const target = memoryTarget({ cloud, style: 'in-place' });
  if (trouble === 'exhausted') {
    for (const type of ['a100-40gb', 'a100-80gb', 'a100-80gb-large']) cloud.exhausted.add(type);
  }
  if (trouble === 'broken-update') {
    await deploy(addModel(1), target, {
      name: 'adder',
      inputs: { x: 'FP32[-1]' },
      outputs: { y: 'FP32[-1]' },
    });
    for (const { id } of cloud.list()) cloud.rollsBack.add(id);
  }
  return target;
}
