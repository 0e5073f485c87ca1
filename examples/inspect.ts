// Reads a model file without Python and without running anything of it.
import { addModel } from '@torchrelay/testing';
import { inspect } from '@torchrelay/torchscript';

const model = await inspect(process.argv[2] ?? addModel(1));
if (model.format === 'torchscript') {
  console.log(`${model.className}, ${model.totals.storageBytes} bytes of weights`);
  for (const { name, role, dtype, shape } of model.tensors) {
    console.log(`${role} ${name}: ${dtype}[${shape.join(', ')}]`);
  }
}
