import type { CodeClass, CodeUnit } from '../code/code-unit.ts';
import type { Limits } from '../limits.ts';
import type { Finding } from '../model/finding.ts';
import type { TorchscriptModel } from '../model/torchscript-model.ts';
import type { Pickle } from '../pickle/read-pickle.ts';
import type { Archive } from '../zip/archive.ts';
import { archiveFindings } from './archive-findings.ts';
import { codeFindings } from './code-findings.ts';
import { worstFirst } from './finding.ts';
import type { OperatorScanner } from './operator-scanner.ts';
import { pickleFindings } from './pickle-findings.ts';
import { servingFindings } from './serving-findings.ts';
import { tensorFindings } from './tensor-findings.ts';

/** Everything worth knowing about a TorchScript file before it is loaded, worst first. */
export async function findTorchscript({
  archive,
  limits,
  pickles,
  units,
  scanner,
  model,
}: {
  archive: Archive;
  limits: Limits;
  pickles: readonly (readonly [place: string, pickle: Pickle])[];
  units: readonly CodeUnit[];
  scanner: OperatorScanner;
  model: Pick<TorchscriptModel, 'methods' | 'tracedInputs' | 'tensors' | 'training'>;
}): Promise<readonly Finding[]> {
  const classes = units.flatMap((unit) => unit.classes);
  const uses = scanner.uses();
  return worstFirst([
    ...(await archiveFindings(archive, limits)),
    ...pickles.flatMap(([place, { globals }]) => pickleFindings(globals, place)),
    ...tensorFindings(model.tensors, archive),
    ...codeFindings(uses, classes),
    ...servingFindings({ ...model, uses, isNamedTuple: (type) => isServedTuple(classes, type) }),
  ]);
}

/** A named tuple is served like any other tuple: if all its fields are tensors. */
function isServedTuple(classes: readonly CodeClass[], type: string): boolean {
  const found = classes.find(({ name }) => name === type);
  return found?.base === 'NamedTuple' && found.attributes.every((field) => field.type === 'Tensor');
}
