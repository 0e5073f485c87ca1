import type { CodeClass, CodeUnit } from '../code/code-unit.ts';
import { findTorchscript } from '../findings/find.ts';
import { createOperatorScanner, type OperatorScanner } from '../findings/operator-scanner.ts';
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
  const records = await readRecords(archive, limits);
  const model = describe(records, { limits, fileOffsetOf: await fileOffsets(archive) });
  const { pickles, units, scanner } = records;
  const findings = await findTorchscript({ archive, limits, pickles, units, scanner, model });
  return {
    format: 'torchscript',
    name: source.name,
    fileFormatVersion,
    mobile: archive.find('bytecode.pkl') !== undefined,
    ...model,
    totals: totalsOf(model.tensors, source.size),
    extraFiles: archive.names('extra/').map((name) => name.slice('extra/'.length)),
    findings,
    bytesRead: source.bytesRead(),
  };
}

interface Records {
  readonly data: Pickle;
  readonly constants: Pickle;
  readonly traced: Pickle | undefined;
  /** All of the above, with their names. */
  readonly pickles: readonly (readonly [name: string, pickle: Pickle])[];
  readonly units: readonly CodeUnit[];
  readonly scanner: OperatorScanner;
}

async function readRecords(archive: Archive, limits: Limits): Promise<Records> {
  const data = await requirePickle(archive, 'data.pkl', limits);
  const constants = await requirePickle(archive, 'constants.pkl', limits);
  const traced = await readPickleRecord(archive, tracedRecord, limits);
  const scanner = createOperatorScanner();
  const units = await readCodeRecords(archive, limits, scanner.see);
  const pickles = [
    ['data.pkl', data] as const,
    ['constants.pkl', constants] as const,
    ...(traced === undefined ? [] : [[tracedRecord, traced] as const]),
  ];
  return { data, constants, traced, pickles, units, scanner };
}

const tracedRecord = 'traced_inputs.pkl';

type Description = Pick<
  TorchscriptModel,
  | 'origin'
  | 'frozen'
  | 'training'
  | 'className'
  | 'tensors'
  | 'modules'
  | 'methods'
  | 'tracedInputs'
>;

/** What pickles and code say between them. */
function describe(
  { data, constants, traced, units }: Records,
  {
    limits,
    fileOffsetOf,
  }: { limits: Limits; fileOffsetOf: (record: string) => number | undefined },
): Description {
  const classes = classesByName(units);
  const root = walkModules(data.value, { classes, place: 'data.pkl', limits });
  const rootClass = requireClass(classes, root.className);
  const constantValues = itemsOf(constants);
  const methods = methodsOf(rootClass, constantValues);
  const groups = [
    { folder: 'data', tensors: tensorsOf(root) },
    { folder: 'constants', tensors: constantsOf(constantValues, limits) },
  ];
  const tracedInputs = tracedInputsOf(traced?.value, methods, { place: tracedRecord, limits });
  return {
    origin: originOf({
      modules: moduleClasses(root, classes),
      hasTracedInputs: traced !== undefined,
    }),
    frozen: !rootClass.attributes.some(({ name }) => name === 'training'),
    training: trainingFlag(root.object),
    className: demangle(root.className),
    tensors: listTensors(groups, fileOffsetOf),
    modules: moduleTree(root),
    methods,
    tracedInputs,
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
