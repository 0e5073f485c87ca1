import { findPt2 } from '../findings/find-pt2.ts';
import type { Limits } from '../limits.ts';
import type { ExportedProgram } from '../model/exported-program.ts';
import type { TensorStorage } from '../model/tensor.ts';
import { corrupt } from '../refusals.ts';
import type { MeteredSource } from '../source/metered-source.ts';
import { totalsOf } from '../tensors/totals.ts';
import type { Archive } from '../zip/archive.ts';
import { fileOffsets } from '../zip/file-offsets.ts';
import { at, entriesOf, integerOf, type JsonPart, member, parseJson, textOf } from './json.ts';
import { storedTensors } from './stored-tensors.ts';
import { inputsOf, outputsOf } from './values.ts';

/** Reads an archive that was recognised as a program of torch.export. */
export async function readPt2({
  source,
  archive,
  limits,
}: {
  source: MeteredSource;
  archive: Archive;
  limits: Limits;
}): Promise<ExportedProgram> {
  const program = await readProgram(archive);
  const weights = await readWeights(archive);
  const tensors = storedTensors(program, (name) => weights.get(name)?.storage);
  const pickledRecords = [...weights.values()]
    .filter(({ pickled }) => pickled)
    .map(({ storage }) => storage.record);
  return {
    format: 'pt2',
    name: source.name,
    torchVersion: textOf(member(program, 'torch_version')),
    schemaVersion: {
      major: integerOf(at(program, 'schema_version', 'major')),
      minor: integerOf(at(program, 'schema_version', 'minor')),
    },
    inputs: inputsOf(program),
    outputs: outputsOf(program),
    tensors,
    totals: totalsOf(tensors, source.size),
    extraFiles: archive.names('extra/').map((name) => name.slice('extra/'.length)),
    findings: await findPt2({ source, archive, limits, model: { tensors }, pickledRecords }),
    bytesRead: source.bytesRead(),
  };
}

/** PyTorch 2.8 and later: `models/model.json`; before: one record at the top. */
async function readProgram(archive: Archive): Promise<JsonPart> {
  const models = archive.names('models/').filter((name) => name.endsWith('.json'));
  const record = models.find((name) => name === 'models/model.json') ?? models[0];
  return readJson(archive, record ?? 'serialized_exported_program.json');
}

const configs = [
  { folder: 'data/weights/', ending: '_weights_config.json' },
  { folder: 'data/constants/', ending: '_constants_config.json' },
];

interface Weight {
  readonly storage: TensorStorage;
  /** Whether its record is a file of torch.save instead of bare bytes. */
  readonly pickled: boolean;
}

/** Where each tensor's bytes lie, by the tensor's name. */
async function readWeights(archive: Archive): Promise<ReadonlyMap<string, Weight>> {
  const offsetOf = await fileOffsets(archive);
  const weights = new Map<string, Weight>();
  for (const { folder, ending } of configs) {
    for (const name of archive.names(folder).filter((each) => each.endsWith(ending))) {
      for (const [tensor, entry] of entriesOf(member(await readJson(archive, name), 'config'))) {
        const record = `${folder}${textOf(member(entry, 'path_name'))}`;
        const bytes = archive.find(record)?.bytes ?? 0;
        const pickled = member(entry, 'use_pickle').value === true;
        weights.set(tensor, { storage: { record, bytes, fileOffset: offsetOf(record) }, pickled });
      }
    }
  }
  return weights;
}

async function readJson(archive: Archive, record: string): Promise<JsonPart> {
  const entry = archive.find(record);
  if (entry === undefined) {
    throw corrupt(`The record ${record} is missing, so PyTorch would not load the file.`, {
      place: record,
    });
  }
  return parseJson(await archive.read(entry, 'codeBytes'), record);
}
