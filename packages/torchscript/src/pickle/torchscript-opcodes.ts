import {
  broken,
  type Machine,
  newDict,
  newList,
  openGroup,
  pop,
  popToMark,
  push,
  pushObject,
  take,
  takeLine,
  takeText,
  top,
} from './machine.ts';
import type { PickleDict, PickleValue } from './value.ts';

export type Opcode = (machine: Machine) => void;

/**
 * The opcodes that PyTorch's own reader of TorchScript knows: anything else is no TorchScript.
 * Source: torch/csrc/jit/serialization/unpickler.cpp.
 */
export const torchscriptOpcodes: ReadonlyMap<number, Opcode> = new Map<number, Opcode>([
  code('(', (machine) => openGroup(machine)),
  code('N', (machine) => push(machine, null)),
  [0x88, (machine) => push(machine, true)],
  [0x89, (machine) => push(machine, false)],
  code('K', (machine) => push(machine, machine.bytes.readUInt8(take(machine, 1)))),
  code('M', (machine) => push(machine, machine.bytes.readUInt16LE(take(machine, 2)))),
  code('J', (machine) => push(machine, machine.bytes.readInt32LE(take(machine, 4)))),
  code('G', (machine) => push(machine, machine.bytes.readDoubleBE(take(machine, 8)))),
  [0x8a, (machine) => push(machine, long(machine, machine.bytes.readUInt8(take(machine, 1))))],
  code('X', (machine) =>
    push(machine, takeText(machine, machine.bytes.readUInt32LE(take(machine, 4)))),
  ),
  code(']', (machine) => pushObject(machine, newList('list', []))),
  code('}', (machine) => pushObject(machine, newDict())),
  code(')', (machine) => pushObject(machine, newList('tuple', []))),
  code('t', (machine) => pushObject(machine, newList('tuple', popToMark(machine)))),
  code('l', (machine) => pushObject(machine, newList('list', popToMark(machine)))),
  code('d', (machine) => makeDict(machine)),
  [0x85, (machine) => makeTuple(machine, 1)],
  [0x86, (machine) => makeTuple(machine, 2)],
  [0x87, (machine) => makeTuple(machine, 3)],
  code('a', (machine) => appendItems(machine, [pop(machine)])),
  code('e', (machine) => appendItems(machine, popToMark(machine))),
  code('s', (machine) => setItems(machine, [pop(machine), pop(machine)].toReversed())),
  code('u', (machine) => setItems(machine, popToMark(machine))),
  code('q', (machine) => remember(machine, machine.bytes.readUInt8(take(machine, 1)))),
  code('r', (machine) => remember(machine, machine.bytes.readUInt32LE(take(machine, 4)))),
  code('h', (machine) => recall(machine, machine.bytes.readUInt8(take(machine, 1)))),
  code('j', (machine) => recall(machine, machine.bytes.readUInt32LE(take(machine, 4)))),
  code('c', (machine) => nameGlobal(machine, takeLine(machine), takeLine(machine))),
  [0x81, (machine) => makeObject(machine)],
  code('b', (machine) => giveState(machine)),
  code('R', (machine) => noteCall(machine)),
  code('Q', (machine) => pushObject(machine, { kind: 'reference', id: pop(machine) })),
]);

export function code(letter: string, opcode: Opcode): [number, Opcode] {
  return [letter.charCodeAt(0), opcode];
}

/** A little-endian two's complement integer of `length` bytes. */
export function long(machine: Machine, length: number): number | bigint {
  const start = take(machine, length);
  let value = 0n;
  for (let at = start + length - 1; at >= start; at -= 1) {
    value = (value << 8n) | BigInt(machine.bytes.readUInt8(at));
  }
  const signed = BigInt.asIntN(length * 8, value);
  return BigInt.asIntN(53, signed) === signed ? Number(signed) : signed;
}

function makeTuple(machine: Machine, size: number): void {
  const items: PickleValue[] = [];
  for (let count = 0; count < size; count += 1) items.unshift(pop(machine));
  pushObject(machine, newList('tuple', items));
}

function makeDict(machine: Machine): void {
  const dict = newDict();
  addPairs(machine, dict, popToMark(machine));
  pushObject(machine, dict);
}

function appendItems(machine: Machine, items: readonly PickleValue[]): void {
  const target = top(machine);
  if (typeof target !== 'object' || target === null || target.kind !== 'list') {
    throw broken(machine, 'it appends to something that is not a list');
  }
  for (const item of items) target.items.push(item);
}

function setItems(machine: Machine, items: readonly PickleValue[]): void {
  const target = top(machine);
  if (typeof target !== 'object' || target === null)
    throw broken(machine, 'it sets items of a plain value');
  if (target.kind === 'dict') addPairs(machine, target, items);
  else if (target.kind === 'call') addPairs(machine, target.items, items);
  else throw broken(machine, 'it sets items of something that is not a dict');
}

function addPairs(machine: Machine, dict: PickleDict, items: readonly PickleValue[]): void {
  if (items.length % 2 !== 0) throw broken(machine, 'a key has no value');
  for (const [index, item] of items.entries())
    (index % 2 === 0 ? dict.keys : dict.values).push(item);
}

/** PyTorch numbers its memo from 0 without gaps, so a bigger number is a lie that would cost memory. */
export function remember(machine: Machine, index: number): void {
  if (index > machine.memo.length)
    throw broken(machine, `it numbers a value ${index} out of order`);
  machine.memo[index] = top(machine);
}

export function recall(machine: Machine, index: number): void {
  const value = machine.memo[index];
  if (value === undefined)
    throw broken(machine, `it refers to value ${index}, which does not exist`);
  push(machine, value);
}

export function nameGlobal(machine: Machine, module: string, name: string): void {
  const key = `${module}.${name}`;
  const known = machine.globals.get(key);
  if (known !== undefined) return push(machine, known);
  const global = { kind: 'global', module, name } as const;
  pushObject(machine, global);
  machine.globals.set(key, global);
}

function makeObject(machine: Machine): void {
  const args = pop(machine);
  pushObject(machine, { kind: 'object', type: pop(machine), arguments: args, state: undefined });
}

function giveState(machine: Machine): void {
  const state = pop(machine);
  const target = top(machine);
  if (
    typeof target !== 'object' ||
    target === null ||
    (target.kind !== 'object' && target.kind !== 'call')
  ) {
    throw broken(machine, 'it gives state to something that is not an object');
  }
  target.state = state;
}

/** TorchScript writes an enum as a call with a bare value, which Python would refuse; it is legal here. */
function noteCall(machine: Machine): void {
  const args = pop(machine);
  pushObject(machine, {
    kind: 'call',
    callee: pop(machine),
    arguments: args,
    state: undefined,
    items: newDict(),
  });
}
