import { asTensor } from '../tensors/rebuild.ts';
import {
  globalName,
  isNode,
  type PickleDict,
  type PickleNode,
  type PickleValue,
} from '../pickle/value.ts';
import type { FileFormat } from './file-format.ts';

/** What was given to `torch.save`. */
export interface SavedObject {
  readonly format: Extract<
    FileFormat,
    'state-dict' | 'checkpoint' | 'pickled-module' | 'torch-save'
  >;
  /** For messages: the class of a module, the keys of a checkpoint. */
  readonly detail: string;
}

const place = 'data.pkl';
const keysShown = 6;

/** Tells a state_dict from a checkpoint and from a whole module, by the pickle's shape alone. */
export function describeSavedObject(value: PickleValue): SavedObject {
  if (asTensor(value, place) !== undefined)
    return { format: 'torch-save', detail: 'a single tensor' };
  const dict = asDict(value);
  if (dict !== undefined) return describeDict(dict);
  const className =
    isNode(value) && (value.kind === 'object' || value.kind === 'call')
      ? typeName(value)
      : undefined;
  if (className !== undefined) return { format: 'pickled-module', detail: className };
  return { format: 'torch-save', detail: isNode(value) ? `a ${value.kind}` : `a ${typeof value}` };
}

function describeDict(dict: PickleDict): SavedObject {
  const keys = dict.keys.filter((key) => typeof key === 'string');
  const shown = keys.slice(0, keysShown).join(', ') + (keys.length > keysShown ? ', …' : '');
  const isStateDict =
    dict.values.length > 0 && dict.values.every((each) => asTensor(each, place) !== undefined);
  return { format: isStateDict ? 'state-dict' : 'checkpoint', detail: shown };
}

/** A plain dict, or the items of an OrderedDict. */
function asDict(value: PickleValue): PickleDict | undefined {
  if (!isNode(value)) return undefined;
  if (value.kind === 'dict') return value;
  const isOrdered = value.kind === 'call' && globalName(value.callee) === 'collections.OrderedDict';
  return isOrdered ? value.items : undefined;
}

function typeName(node: Extract<PickleNode, { kind: 'object' | 'call' }>): string | undefined {
  return globalName(node.kind === 'object' ? node.type : node.callee);
}
