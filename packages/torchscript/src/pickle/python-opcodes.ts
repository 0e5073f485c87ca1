import {
  broken,
  type Machine,
  newList,
  pop,
  popToMark,
  push,
  pushObject,
  take,
  takeLine,
  takeText,
  top,
} from './machine.ts';
import {
  code,
  long,
  nameGlobal,
  type Opcode,
  recall,
  remember,
  torchscriptOpcodes,
} from './torchscript-opcodes.ts';

/**
 * What Python's pickle module writes beyond TorchScript's opcodes, protocols 0 to 5. Needed only to
 * tell what a file is that is *not* TorchScript.
 */
export const pythonOpcodes: ReadonlyMap<number, Opcode> = new Map<number, Opcode>([
  ...torchscriptOpcodes,
  code('0', (machine) => void pop(machine)),
  code('1', (machine) => void popToMark(machine)),
  code('2', (machine) => push(machine, top(machine))),
  code('I', (machine) => push(machine, decimal(takeLine(machine)))),
  code('L', (machine) => push(machine, decimal(takeLine(machine).replace(/L$/, '')))),
  code('F', (machine) => push(machine, Number(takeLine(machine)))),
  code('S', (machine) => push(machine, takeLine(machine).slice(1, -1))),
  code('V', (machine) => push(machine, takeLine(machine))),
  code('T', (machine) =>
    push(machine, takeText(machine, machine.bytes.readUInt32LE(take(machine, 4)))),
  ),
  code('U', (machine) =>
    push(machine, takeText(machine, machine.bytes.readUInt8(take(machine, 1)))),
  ),
  code('B', (machine) => skipBytes(machine, machine.bytes.readUInt32LE(take(machine, 4)))),
  code('C', (machine) => skipBytes(machine, machine.bytes.readUInt8(take(machine, 1)))),
  code('p', (machine) => remember(machine, Number(takeLine(machine)))),
  code('g', (machine) => recall(machine, Number(takeLine(machine)))),
  code('P', (machine) => pushObject(machine, { kind: 'reference', id: takeLine(machine) })),
  [0x80, (machine) => void take(machine, 1)],
  [0x8b, (machine) => push(machine, long(machine, shortLength(machine)))],
  [0x8c, (machine) => push(machine, takeText(machine, machine.bytes.readUInt8(take(machine, 1))))],
  [0x8d, (machine) => push(machine, takeText(machine, wideLength(machine)))],
  [0x8e, (machine) => skipBytes(machine, wideLength(machine))],
  [0x8f, (machine) => pushObject(machine, newList('set', []))],
  [0x90, (machine) => addToSet(machine)],
  [0x91, (machine) => pushObject(machine, newList('set', popToMark(machine)))],
  [0x93, (machine) => stackGlobal(machine)],
  [0x94, (machine) => remember(machine, machine.memo.length)],
  [0x95, (machine) => void take(machine, 8)],
  [0x96, (machine) => skipBytes(machine, wideLength(machine))],
]);

function decimal(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) || !/^-?\d{1,1000}$/.test(text) ? value : BigInt(text);
}

/** Python writes no integers of more than 64 KiB into the files that we recognise. */
function shortLength(machine: Machine): number {
  const length = machine.bytes.readUInt32LE(take(machine, 4));
  if (length > 0xffff) throw broken(machine, `an integer has ${length} bytes`);
  return length;
}

function wideLength(machine: Machine): number {
  const length = machine.bytes.readBigUInt64LE(take(machine, 8));
  if (length > machine.bytes.byteLength) throw broken(machine, 'it ends in the middle of a value');
  return Number(length);
}

function skipBytes(machine: Machine, length: number): void {
  take(machine, length);
  pushObject(machine, { kind: 'bytes', length });
}

function addToSet(machine: Machine): void {
  const items = popToMark(machine);
  const target = top(machine);
  if (typeof target !== 'object' || target === null || target.kind !== 'set') {
    throw broken(machine, 'it adds to something that is not a set');
  }
  for (const item of items) target.items.push(item);
}

function stackGlobal(machine: Machine): void {
  const name = pop(machine);
  const module = pop(machine);
  if (typeof name !== 'string' || typeof module !== 'string') {
    throw broken(machine, 'a name is not a text');
  }
  nameGlobal(machine, module, name);
}
