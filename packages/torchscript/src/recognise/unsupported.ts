import { ModelFileError } from '../errors.ts';
import type { FileFormat } from './file-format.ts';

interface Explanation {
  /** Completes "model.pt is …". */
  readonly is: string;
  /** One more sentence, where that does not say enough. */
  readonly more?: string;
  readonly hint: string;
}

const saveAsTorchscript = [
  '  scripted = torch.jit.script(model.eval())   # or: torch.jit.trace(model.eval(), example_input)',
  // Not model.pt, which may be the very file that is read.
  "  scripted.save('scripted.pt')",
].join('\n');

const rebuild = (load: string): string =>
  [
    'Build the model in Python, load the weights, and save it as TorchScript:',
    '  model = MyModel()',
    load,
    saveAsTorchscript,
  ].join('\n');

const loadStateDict = "  model.load_state_dict(torch.load('<file>', weights_only=True))";
const fetchAgain = 'Download the model itself again; what was saved is the answer of a web server.';

const explanations: Readonly<Record<Exclude<FileFormat, 'torchscript' | 'pt2'>, Explanation>> = {
  aotinductor: {
    is: 'an AOTInductor package: native code, compiled for one kind of machine and one PyTorch',
    more: 'Its tensors and inputs cannot be read from it.',
    hint: `Deploy the model it was compiled from. In Python, where the model is:\n${saveAsTorchscript}`,
  },
  'torchscript-before-1.4': {
    is: 'a TorchScript file from before PyTorch 1.4',
    hint: "Load and save it once with a current PyTorch:\n  torch.jit.load('<file>', map_location='cpu').save('scripted.pt')",
  },
  'state-dict': { is: 'a state_dict: weights by name, without code', hint: rebuild(loadStateDict) },
  checkpoint: {
    is: 'a training checkpoint: a dict with weights somewhere in it, without code',
    hint: rebuild(
      "  checkpoint = torch.load('<file>', weights_only=True)\n  model.load_state_dict(checkpoint['state_dict'])   # or the key that holds the weights",
    ),
  },
  'pickled-module': {
    is: 'a whole module pickled by torch.save: it needs its Python source, and loading it runs code',
    hint: `Where its source is, and only if you trust the file:\n  model = torch.load('<file>', weights_only=False)\n${saveAsTorchscript}`,
  },
  'torch-save': {
    is: 'a file of torch.save, not of torch.jit.save',
    hint: `If it holds a model, save it as TorchScript:\n${saveAsTorchscript}`,
  },
  'legacy-torch-save': {
    is: 'a file of torch.save from before PyTorch 1.6: a pickle, not TorchScript',
    hint: rebuild(loadStateDict),
  },
  'legacy-torch-tar': {
    is: 'a file of torch.save from before PyTorch 0.1.10: a tar archive of pickles',
    hint: rebuild(loadStateDict),
  },
  'torch-package': {
    is: 'a torch.package archive: Python source and pickles',
    hint: `Import the model from it in Python, then:\n${saveAsTorchscript}`,
  },
  mar: {
    is: 'a TorchServe archive',
    more: 'TorchServe is no longer maintained.',
    hint: 'Take the model out of it: unzip -l model.mar shows the name, often model.pt.',
  },
  safetensors: {
    is: 'a safetensors file: weights by name, without code',
    hint: rebuild("  model.load_state_dict(safetensors.torch.load_file('model.safetensors'))"),
  },
  onnx: {
    is: 'an ONNX model',
    hint: `ONNX is not TorchScript. From the PyTorch model it was exported from:\n${saveAsTorchscript}`,
  },
  executorch: {
    is: 'an ExecuTorch program (.pte), made for devices',
    hint: `From the PyTorch model it was made from:\n${saveAsTorchscript}`,
  },
  tflite: {
    is: 'a TensorFlow Lite model',
    hint: 'Convert it to PyTorch, or train it there: torchrelay deploys PyTorch models.',
  },
  gguf: {
    is: 'a GGUF file: a language model for llama.cpp',
    hint: 'Serve it with llama.cpp: torchrelay deploys TorchScript.',
  },
  hdf5: {
    is: 'an HDF5 file, such as Keras weights',
    hint: rebuild('  # copy the weights over, layer by layer'),
  },
  numpy: {
    is: 'a NumPy file: arrays without code',
    hint: rebuild('  # copy the arrays into model.state_dict()'),
  },
  pickle: {
    is: 'a plain Python pickle',
    hint: `Load it in Python, only if you trust it; if it is a model:\n${saveAsTorchscript}`,
  },
  'git-lfs-pointer': {
    is: 'a Git LFS pointer: a note that stands for the real file',
    hint: 'Fetch the real file: git lfs pull',
  },
  html: { is: 'a web page, not a model', hint: fetchAgain },
  xml: { is: 'an XML document, often the error message of an object store', hint: fetchAgain },
  json: { is: 'a JSON document, not a model', hint: fetchAgain },
  gzip: {
    is: 'a gzip file',
    hint: 'Unpack it first: gunzip, or tar xzf if it is a model.tar.gz of SageMaker.',
  },
  tar: { is: 'a tar archive', hint: 'Unpack it first, and pass the model file in it.' },
  zip: {
    is: 'a zip archive without a PyTorch model in it',
    hint: 'If the model is inside, unzip it first and pass the file itself.',
  },
  text: {
    is: 'a text file, not a model',
    hint: 'Pass the file that torch.jit.save wrote, usually model.pt.',
  },
  folder: {
    is: 'a folder, not a model file',
    hint: 'Pass the TorchScript file itself, usually named model.pt.',
  },
  unknown: {
    is: 'of no format that we know',
    hint: 'Pass the file that torch.jit.save wrote, usually model.pt.',
  },
};

/** One clear refusal: what the file is, and how to get TorchScript from it. */
export function unsupported(
  format: keyof typeof explanations,
  { file, detail }: { file?: string; detail?: string | undefined } = {},
): ModelFileError {
  const { is, more, hint }: Explanation = explanations[format];
  const holds = detail === undefined || detail === '' ? '' : ` (${detail})`;
  return new ModelFileError({
    code: 'MODEL_FORMAT_UNSUPPORTED',
    message: [`${file ?? 'This'} is ${is}${holds}.`, ...(more === undefined ? [] : [more])].join(
      ' ',
    ),
    hint: hint.replaceAll("'<file>'", pythonText(file ?? 'model.pt')),
    data: { format, ...(file === undefined ? {} : { file }) },
  });
}

/** As Python writes it. */
function pythonText(text: string): string {
  return /['\\\n]/.test(text) ? JSON.stringify(text) : `'${text}'`;
}
