import { defaultLimits, type Limits } from '../limits.ts';
import { broken, createMachine, type Machine, take } from './machine.ts';
import { pythonOpcodes } from './python-opcodes.ts';
import { torchscriptOpcodes } from './torchscript-opcodes.ts';
import type { PickleGlobal, PickleValue } from './value.ts';

export interface Pickle {
  readonly value: PickleValue;
  /** Every name that the pickle mentions, in order of appearance. */
  readonly globals: readonly PickleGlobal[];
  /** Bytes up to and including its end. */
  readonly bytes: number;
}

const protocolOpcode = 0x80;
const stopOpcode = '.'.charCodeAt(0);

/**
 * Reads a pickle as inert data: a loop over opcodes that only pushes, groups and names values.
 * `torchscript` knows the opcodes of PyTorch's own reader and nothing else; `python` is for telling
 * what other files are.
 *
 * @param place the record's name, for messages
 * @throws {@link ModelFileError} `MODEL_FILE_CORRUPT`, or `MODEL_FILE_TOO_COMPLEX`
 */
export function readPickle({
  bytes,
  place,
  dialect,
  limits = defaultLimits,
}: {
  bytes: Uint8Array;
  place: string;
  dialect: 'torchscript' | 'python';
  limits?: Limits;
}): Pickle {
  const machine = createMachine(bytes, place, limits);
  if (dialect === 'torchscript') expectProtocol(machine);
  run(machine, dialect);
  const value = machine.stack[0];
  if (value === undefined || machine.stack.length !== 1) {
    throw broken(machine, `it leaves ${machine.stack.length} values instead of one`);
  }
  return { value, globals: [...machine.globals.values()], bytes: machine.position };
}

function expectProtocol(machine: Machine): void {
  const at = take(machine, 2);
  if (machine.bytes[at] !== protocolOpcode || machine.bytes[at + 1] !== 2) {
    throw broken(machine, 'it does not start with pickle protocol 2');
  }
}

function run(machine: Machine, dialect: 'torchscript' | 'python'): void {
  const opcodes = dialect === 'torchscript' ? torchscriptOpcodes : pythonOpcodes;
  for (;;) {
    const at = take(machine, 1);
    const byte = machine.bytes.readUInt8(at);
    if (byte === stopOpcode) return;
    const opcode = opcodes.get(byte);
    if (opcode === undefined) {
      machine.position = at;
      throw broken(
        machine,
        `opcode 0x${byte.toString(16).padStart(2, '0')} belongs in no ${dialect} pickle`,
      );
    }
    opcode(machine);
  }
}
