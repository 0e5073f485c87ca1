import type { Limits } from '../limits.ts';
import { corrupt, tooComplex } from '../refusals.ts';
import type { PickleDict, PickleGlobal, PickleList, PickleValue } from './value.ts';

/** The state of one reading. Every collection in it is bounded by the limits or by the pickle's bytes. */
export interface Machine {
  readonly bytes: Buffer;
  readonly place: string;
  readonly limits: Limits;
  /** Every name that the pickle mentions. */
  readonly globals: Map<string, PickleGlobal>;
  readonly stack: PickleValue[];
  readonly marks: number[];
  readonly memo: PickleValue[];
  position: number;
  objects: number;
}

/** Stack slots per container allowed: long lists are pushed item by item before they are closed. */
const slotsPerObject = 16;

/** A module in a module opens at most this many groups: its dict, and the parts of a tensor. */
const marksPerLevel = 4;

export function createMachine(bytes: Uint8Array, place: string, limits: Limits): Machine {
  return {
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    place,
    limits,
    globals: new Map(),
    stack: [],
    marks: [],
    memo: [],
    position: 0,
    objects: 0,
  };
}

export function broken(machine: Machine, problem: string): Error {
  const { place, position } = machine;
  return corrupt(`The pickle ${place} is broken at byte ${position}: ${problem}.`, {
    place: `${place}, byte ${position}`,
  });
}

/** The offset of the next `length` bytes, which are consumed. */
export function take(machine: Machine, length: number): number {
  const start = machine.position;
  if (length > machine.bytes.byteLength - start)
    throw broken(machine, 'it ends in the middle of a value');
  machine.position = start + length;
  return start;
}

export function takeText(machine: Machine, length: number): string {
  const start = take(machine, length);
  return machine.bytes.toString('utf8', start, start + length);
}

/** Text up to a line feed, which is consumed but not returned. */
export function takeLine(machine: Machine): string {
  const end = machine.bytes.indexOf(0x0a, machine.position);
  if (end === -1) throw broken(machine, 'a name does not end');
  const text = machine.bytes.toString('utf8', machine.position, end);
  machine.position = end + 1;
  return text;
}

export function push(machine: Machine, value: PickleValue): void {
  if (machine.stack.length >= machine.limits.pickleObjects * slotsPerObject) {
    throw tooManyObjects(machine);
  }
  machine.stack.push(value);
}

/** Pushes a value that takes memory of its own, and counts it. */
export function pushObject(machine: Machine, value: PickleValue): void {
  machine.objects += 1;
  if (machine.objects > machine.limits.pickleObjects) throw tooManyObjects(machine);
  push(machine, value);
}

function tooManyObjects({ place, limits }: Machine): Error {
  return tooComplex('pickleObjects', limits, {
    what: `The pickle ${place} makes too many objects`,
    place,
  });
}

export function pop(machine: Machine): PickleValue {
  const floor = machine.marks.at(-1) ?? 0;
  const value = machine.stack.length > floor ? machine.stack.pop() : undefined;
  if (value === undefined) throw broken(machine, 'it takes a value that is not there');
  return value;
}

/** The value on top, which stays. */
export function top(machine: Machine): PickleValue {
  const value = machine.stack.at(-1);
  if (value === undefined) throw broken(machine, 'it uses a value that is not there');
  return value;
}

export function openGroup(machine: Machine): void {
  const { marks, stack, limits, place } = machine;
  if (marks.length >= limits.nesting * marksPerLevel) {
    throw tooComplex('nesting', limits, {
      what: `The pickle ${place} is nested too deeply`,
      place,
    });
  }
  marks.push(stack.length);
}

/** The values above the last mark, which are removed together with the mark. */
export function popToMark(machine: Machine): PickleValue[] {
  const mark = machine.marks.pop();
  if (mark === undefined) throw broken(machine, 'it closes a group that was not opened');
  return machine.stack.splice(mark);
}

export function newList(kind: PickleList['kind'], items: PickleValue[]): PickleList {
  return { kind, items };
}

export function newDict(): PickleDict {
  return { kind: 'dict', keys: [], values: [] };
}
