import type { Finding } from '../model/finding.ts';
import type { PickleGlobal } from '../pickle/value.ts';
import { dtypeOfStorage } from '../tensors/dtypes.ts';
import { finding } from './finding.ts';

/** Every name besides classes of the model that PyTorch's own reader knows. Source: unpickler.cpp. */
const known: ReadonlySet<string> = new Set([
  'torch._utils._rebuild_tensor_v2',
  'torch._utils._rebuild_qtensor',
  'torch._utils._rebuild_sparse_tensor',
  'torch._tensor._rebuild_from_type_v2',
  'torch.Tensor',
  'torch.device',
  'torch.per_tensor_affine',
  'torch.per_channel_affine',
  'torch.per_tensor_symmetric',
  'torch.per_channel_symmetric',
  'torch.per_channel_affine_float_qparams',
  'torch.jit._pickle.restore_type_tag',
  'torch.jit._pickle.build_intlist',
  'torch.jit._pickle.build_doublelist',
  'torch.jit._pickle.build_boollist',
  'torch.jit._pickle.build_tensorlist',
  'torch.jit._pickle.build_tensor_from_id',
  'collections.OrderedDict',
  'builtins.complex',
]);

/** Names in a TorchScript pickle that belong in none: an allow-list, so that nothing new slips through. */
export function pickleFindings(
  globals: readonly PickleGlobal[],
  place: string,
  extra: ReadonlySet<string> = new Set(),
): readonly Finding[] {
  return globals.flatMap(({ module, name }) => {
    const full = `${module}.${name}`;
    if (isOfModel(module) || known.has(full) || extra.has(full)) return classFindings(full, place);
    if (dtypeOfStorage(full) !== undefined) return [];
    return [
      finding(
        'unknown-global',
        place,
        `The pickle ${place} names ${JSON.stringify(full)}, to be called when it is loaded.`,
      ),
    ];
  });
}

function isOfModel(module: string): boolean {
  return module === '__torch__' || module.startsWith('__torch__.');
}

const builtInClasses = '__torch__.torch.classes.';
/** Namespaces of classes that come with PyTorch. */
const ownNamespaces: ReadonlySet<string> = new Set([
  'quantized',
  'sparse',
  'xnnpack',
  'mkldnn',
  'rnn',
]);

function classFindings(full: string, place: string): readonly Finding[] {
  if (!full.startsWith(builtInClasses)) return [];
  const [namespace = ''] = full.slice(builtInClasses.length).split('.');
  if (ownNamespaces.has(namespace)) return [];
  return [
    finding(
      'custom-class',
      place,
      `The model holds an object of ${full.slice(builtInClasses.length)}, a class of a C++ library.`,
    ),
  ];
}
