/**
 * What a pickle says, as inert data. Nothing is looked up, called or constructed: a name stays a name,
 * a call stays a note that a call was asked for. Values can be shared and even contain themselves.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleList
  | PickleDict
  | PickleGlobal
  | PickleObject
  | PickleCall
  | PickleReference
  | PickleBytes;

export interface PickleList {
  readonly kind: 'list' | 'tuple' | 'set';
  readonly items: PickleValue[];
}

export interface PickleDict {
  readonly kind: 'dict';
  readonly keys: PickleValue[];
  readonly values: PickleValue[];
}

/** A name: `torch._utils` `_rebuild_tensor_v2`. */
export interface PickleGlobal {
  readonly kind: 'global';
  readonly module: string;
  readonly name: string;
}

/** An object of a class, with the state it asks to be given. */
export interface PickleObject {
  readonly kind: 'object';
  readonly type: PickleValue;
  readonly arguments: PickleValue;
  state: PickleValue | undefined;
}

/** A call that unpickling would make. */
export interface PickleCall {
  readonly kind: 'call';
  readonly callee: PickleValue;
  readonly arguments: PickleValue;
  /** Python's pickles may give the result more state. */
  state: PickleValue | undefined;
  /** Items that Python's pickles put into the result, as into an OrderedDict. */
  readonly items: PickleDict;
}

/** Something stored outside the pickle, such as the bytes of a tensor. */
export interface PickleReference {
  readonly kind: 'reference';
  readonly id: PickleValue;
}

/** A byte string; only its length is kept. */
export interface PickleBytes {
  readonly kind: 'bytes';
  readonly length: number;
}

export type PickleNode = Extract<PickleValue, { kind: string }>;

export function isNode(value: PickleValue | undefined): value is PickleNode {
  return typeof value === 'object' && value !== null;
}

export function isList(
  value: PickleValue | undefined,
  kind: PickleList['kind'],
): value is PickleList {
  return isNode(value) && value.kind === kind;
}

function isGlobal(value: PickleValue | undefined): value is PickleGlobal {
  return isNode(value) && value.kind === 'global';
}

/** The dotted name of a global: `torch._utils._rebuild_tensor_v2`; `undefined` for anything else. */
export function globalName(value: PickleValue | undefined): string | undefined {
  return isGlobal(value) ? `${value.module}.${value.name}` : undefined;
}

/** The value under a string key of a dict. The last one wins, as in Python. */
export function dictGet(dict: PickleDict, key: string): PickleValue | undefined {
  const at = dict.keys.lastIndexOf(key);
  return at === -1 ? undefined : dict.values[at];
}
