import type { Severity } from '../model/severity.ts';

interface Kind {
  readonly severity: Severity;
  readonly advice: string;
}

const doNotLoad = 'Do not load this file unless you know who made it and why.';
const saveAgain = 'Save the model again with torch.jit.save.';

/** Codes never change their meaning. */
export type FindingCode =
  | 'duplicate-record'
  | 'overlapping-records'
  | 'local-header-differs'
  | 'contradictory-directory'
  | 'traversal-name'
  | 'encrypted-record'
  | 'inflation-bomb'
  | 'unusual-name'
  | 'record-outside-root'
  | 'unlisted-bytes'
  | 'weights-deflated'
  | 'weights-missing'
  | 'record-too-short'
  | 'record-too-long'
  | 'tensor-beyond-storage'
  | 'unknown-global'
  | 'code-runs-at-load'
  | 'reads-files'
  | 'writes-files'
  | 'reaches-network'
  | 'hidden-operator'
  | 'custom-operator'
  | 'custom-class'
  | 'prints'
  | 'weights-not-saved'
  | 'device-baked-in'
  | 'saved-on-device'
  | 'training-mode'
  | 'no-forward'
  | 'triton-argument'
  | 'triton-output'
  | 'triton-dtype'
  | 'native-code'
  | 'pickled-weights'
  | 'unreadable-pickle';

/** Every finding there is: what it means for the user, and what to do. */
export const kinds: Readonly<Record<FindingCode, Kind>> = {
  'duplicate-record': {
    severity: 'danger',
    advice: `Different programs will read different ones. ${doNotLoad}`,
  },
  'overlapping-records': { severity: 'danger', advice: `No zip program writes this. ${doNotLoad}` },
  'local-header-differs': {
    severity: 'danger',
    advice: `Different programs will read different contents. ${doNotLoad}`,
  },
  'contradictory-directory': {
    severity: 'danger',
    advice: `Different programs will see different records. ${doNotLoad}`,
  },
  'traversal-name': {
    severity: 'danger',
    advice: 'Never unpack this file with a zip program; PyTorch itself ignores the record.',
  },
  'encrypted-record': { severity: 'danger', advice: `PyTorch cannot read it. ${doNotLoad}` },
  'inflation-bomb': {
    severity: 'danger',
    advice: `It may exhaust the memory of whoever reads it. ${doNotLoad}`,
  },
  'unusual-name': {
    severity: 'warning',
    advice: `PyTorch finds it all the same, other programs may not. ${saveAgain}`,
  },
  'record-outside-root': {
    severity: 'warning',
    advice: 'PyTorch ignores it; find out who added it.',
  },
  'unlisted-bytes': {
    severity: 'warning',
    advice: 'PyTorch ignores them; find out who added them.',
  },
  'weights-deflated': {
    severity: 'note',
    advice: `Loading takes longer, and the weights cannot be mapped. ${saveAgain}`,
  },
  'weights-missing': {
    severity: 'warning',
    advice: `PyTorch will not load this file. ${saveAgain}`,
  },
  'record-too-short': {
    severity: 'danger',
    advice: `PyTorch would take whatever lies next in memory for weights. ${doNotLoad}`,
  },
  'record-too-long': {
    severity: 'warning',
    advice: 'The file was changed after it was saved, or its maker has a defect.',
  },
  'tensor-beyond-storage': {
    severity: 'danger',
    advice: `PyTorch would read memory that does not belong to the model. ${doNotLoad}`,
  },
  'unknown-global': { severity: 'danger', advice: `No TorchScript file needs it. ${doNotLoad}` },
  'code-runs-at-load': {
    severity: 'warning',
    advice:
      'Read the code of this method before you load the file: it runs as soon as it is loaded.',
  },
  'reads-files': { severity: 'danger', advice: `A model needs no files. ${doNotLoad}` },
  'writes-files': { severity: 'danger', advice: `A model writes no files. ${doNotLoad}` },
  'reaches-network': { severity: 'danger', advice: `A model needs no network. ${doNotLoad}` },
  'hidden-operator': {
    severity: 'danger',
    advice: `PyTorch never writes code like this. ${doNotLoad}`,
  },
  'custom-operator': {
    severity: 'warning',
    advice: 'The server must load the library that has it; what it does, only that library knows.',
  },
  'custom-class': {
    severity: 'warning',
    advice: 'The server must load the library that has it; what it does, only that library knows.',
  },
  prints: {
    severity: 'note',
    advice: 'Remove the print before you save the model: it slows every call.',
  },
  'weights-not-saved': {
    severity: 'warning',
    advice:
      'PyTorch cannot load this file. Save the model before torch.jit.optimize_for_inference, or use torch.jit.freeze.',
  },
  'device-baked-in': {
    severity: 'warning',
    advice:
      'Trace the model on the CPU, or script it, so that it runs on whatever device it is moved to.',
  },
  'saved-on-device': {
    severity: 'note',
    advice: "Load it with map_location='cpu', or save it from model.cpu().",
  },
  'training-mode': {
    severity: 'warning',
    advice:
      'Call model.eval() before you save it: dropout and batch normalisation behave differently in training.',
  },
  'no-forward': {
    severity: 'warning',
    advice: 'Servers call forward: give the model that method.',
  },
  'triton-argument': {
    severity: 'warning',
    advice:
      "Triton's PyTorch backend serves methods whose arguments are all Tensor, or one Dict[str, Tensor]. Wrap the model, or serve it otherwise.",
  },
  'triton-output': {
    severity: 'warning',
    advice:
      "Triton's PyTorch backend serves methods that return Tensor, List[str], or a tuple of these. Wrap the model, or serve it otherwise.",
  },
  'triton-dtype': {
    severity: 'warning',
    advice:
      "Triton's PyTorch backend takes and returns no such tensors. Convert at the model's edges.",
  },
  'native-code': {
    severity: 'danger',
    advice: `Loading it runs compiled code, which nobody can inspect. ${doNotLoad}`,
  },
  'pickled-weights': {
    severity: 'danger',
    advice: `Loading it unpickles them, which can run any code. ${doNotLoad}`,
  },
  'unreadable-pickle': {
    severity: 'danger',
    advice: `PyTorch unpickles it when the program is loaded, which can run any code. ${doNotLoad}`,
  },
};
