import type { CodeClass, CodeUnit } from '../code/code-unit.ts';
import { findTorchscript } from '../findings/find.ts';
import { createOperatorScanner } from '../findings/operator-scanner.ts';
import type { Limits } from '../limits.ts';
import type { TorchscriptModel } from '../model/torchscript-model.ts';
import type { Pickle } from '../pickle/read-pickle.ts';
import { dictGet, isList, isNode, type PickleObject, type PickleValue } from '../pickle/value.ts';
import { corrupt } from '../refusals.ts';
import type { MeteredSource } from '../source/metered-source.ts';
import { listTensors } from '../tensors/list-tensors.ts';
import { totalsOf } from '../tensors/totals.ts';
import { type NamedTensor, walkModules, walkValue, type WalkedModule } from '../tensors/walk.ts';
import type { Archive } from '../zip/archive.ts';
import { fileOffsets } from '../zip/file-offsets.ts';
import { demangle } from './class-name.ts';
import { methodsOf } from './methods.ts';
import { moduleTree } from './module-tree.ts';
import { originOf } from './origin.ts';
import { readCodeRecords, readFileFormatVersion, readPickleRecord } from './read-records.ts';
import { tracedInputsOf } from './traced-inputs.ts';

/** Reads an archive that was recognised as TorchScript. */
export async function readTorchscript({
  source,
  archive,
  limits,
}: {
  source: MeteredSource;
  archive: Archive;
  limits: Limits;
}): Promise<TorchscriptModel> {
  const fileFormatVersion = await readFileFormatVersion(archive);
  const data = await requirePickle(archive, 'data.pkl', limits);
  const constants = await requirePickle(archive, 'constants.pkl', limits);
  const traced = await readPickleRecord(archive, 'traced_inputs.pkl', limits);
  const scanner = createOperatorScanner();
  const units = await readCodeRecords(archive, limits, scanner.see);
  const classes = classesByName(units);
  const root = walkModules(data.value, { classes, place: 'data.pkl', limits });
  const rootClass = requireClass(classes, root.className);
  const constantValues = itemsOf(constants);
  const methods = methodsOf(rootClass, constantValues);
  const tensors = listTensors(
    [
      { folder: 'data', tensors: tensorsOf(root) },
      { folder: 'constants', tensors: constantsOf(constantValues, limits) },
    ],
    await fileOffsets(archive),
  );
  const training = trainingFlag(root.object);
  const tracedInputs =
    traced === undefined
      ? []
      : tracedInputsOf(traced.value, methods, { place: 'traced_inputs.pkl', limits });
  const pickles = [
    ['data.pkl', data] as const,
    ['constants.pkl', constants] as const,
    ...(traced === undefined ? [] : [['traced_inputs.pkl', traced] as const]),
  ];
  const findings = await findTorchscript({
    archive,
    limits,
    pickles,
    units,
    scanner,
    model: { methods, tracedInputs, tensors, training },
  });
  return {
    format: 'torchscript',
    name: source.name,
    fileFormatVersion,
    origin: originOf({
      modules: moduleClasses(root, classes),
      hasTracedInputs: traced !== undefined,
    }),
    frozen: !rootClass.attributes.some(({ name }) => name === 'training'),
    mobile: archive.find('bytecode.pkl') !== undefined,
    training,
    className: demangle(root.className),
    tensors,
    modules: moduleTree(root),
    totals: totalsOf(tensors, source.size),
    methods,
    tracedInputs,
    extraFiles: archive.names('extra/').map((name) => name.slice('extra/'.length)),
    findings,
    bytesRead: source.bytesRead(),
  };
}

async function requirePickle(archive: Archive, name: string, limits: Limits): Promise<Pickle> {
  const pickle = await readPickleRecord(archive, name, limits);
  if (pickle !== undefined) return pickle;
  throw corrupt(`The record ${name} is missing, so PyTorch would not load the file.`, {
    place: name,
  });
}

function classesByName(units: readonly CodeUnit[]): ReadonlyMap<string, CodeClass> {
  return new Map(units.flatMap(({ classes }) => classes.map((each) => [each.name, each] as const)));
}

function requireClass(classes: ReadonlyMap<string, CodeClass>, name: string): CodeClass {
  const found = classes.get(name);
  if (found?.base === 'Module') return found;
  throw corrupt(`The model is a ${name}, but no code record declares that module.`, {
    place: 'data.pkl',
  });
}

/** In PyTorch's order: a module's own tensors before those of its children. */
function tensorsOf(module: WalkedModule): readonly NamedTensor[] {
  return [...module.tensors, ...module.children.flatMap(tensorsOf)];
}

function itemsOf({ value }: Pickle): readonly PickleValue[] {
  return isList(value, 'tuple') ? value.items : [];
}

function constantsOf(constants: readonly PickleValue[], limits: Limits): readonly NamedTensor[] {
  return constants.flatMap((item, index) =>
    walkValue(item, {
      name: `CONSTANTS.c${index}`,
      role: 'constant',
      place: 'constants.pkl',
      limits,
    }),
  );
}

function moduleClasses(
  module: WalkedModule,
  classes: ReadonlyMap<string, CodeClass>,
): readonly CodeClass[] {
  const own = classes.get(module.className);
  const below = module.children.flatMap((child) => moduleClasses(child, classes));
  return own === undefined ? below : [own, ...below];
}

function trainingFlag({ state }: PickleObject): boolean | undefined {
  const flag = isNode(state) && state.kind === 'dict' ? dictGet(state, 'training') : undefined;
  return typeof flag === 'boolean' ? flag : undefined;
}
