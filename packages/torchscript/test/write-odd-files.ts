/**
 * Writes one small file for each finding and each foreign format into a folder, to see with one's own eyes what
 * `torchrelay inspect` says of them: `node test/write-odd-files.ts FOLDER`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type TinyModel, tinyBytes, tinyCode, tinyState } from './tiny-model.ts';
import { writeArchive } from './write-archive.ts';
import { call, dict, global, object, storage, tensor, tuple } from './write-pickle.ts';

const line = (code: string): TinyModel => ({
  code: tinyCode.replace('    return', `    ${code}\n    return`),
});
const extra = (name: string, rest = {}): TinyModel => ({ more: [{ name, bytes: 'x', ...rest }] });
const weight = (settings: Parameters<typeof tensor>[0]): TinyModel => ({
  state: dict({ ...tinyState, weight: tensor(settings) }),
});
const held = (module: string, name: string): TinyModel => ({
  state: dict({ ...tinyState, x: object(global(module, name), tuple()) }),
});
const evil = call(global('posix', 'system'), tuple('true'));
const six = storage({ elements: 6 });
const zeros = new Uint8Array(4 * 2 ** 20);

const models: Readonly<Record<string, TinyModel>> = {
  honest: {},
  'duplicate-record': extra('version', { bytes: '3' }),
  'duplicate-record-by-case': extra('VERSION', { bytes: '3' }),
  'local-header-differs': { change: { 'data/0': { localName: 'tiny/data/1' } } },
  'overlapping-records': extra('x', { absent: true, headerOffset: 0 }),
  'contradictory-directory': { archive: { wideEntryCount: 5, entryCount: 4 } },
  'traversal-name': extra('../../etc/passwd'),
  'encrypted-record': extra('extra/x', { flags: 0x0809 }),
  'encrypted-data': { change: { 'data.pkl': { flags: 0x0809 } } },
  'inflation-bomb': extra('extra/x', { bytes: zeros, deflate: true }),
  'bomb-in-a-pickle': { change: { 'constants.pkl': { bytes: zeros, deflate: true } } },
  'unusual-name': { change: { 'data.pkl': { name: 'Data.pkl' } } },
  'record-outside-root': extra('/other/x'),
  'unlisted-bytes': { archive: { after: 'x'.repeat(40) } },
  'weights-deflated': { change: { 'data/0': { deflate: true } } },
  'weights-missing': { change: { 'data/0': undefined } },
  'record-too-short': { weights: new Uint8Array(20) },
  'record-too-long': { weights: new Uint8Array(28) },
  'tensor-beyond-storage': weight({ shape: [3, 3], from: six }),
  'unknown-global': { state: dict({ ...tinyState, evil }) },
  'code-runs-at-load': {
    code: `${tinyCode}  def __setstate__(self: __torch__.Tiny,\n    state: Tuple[int]) -> NoneType:\n    return None\n`,
  },
  'reads-files': line('y = torch.from_file("f")'),
  'writes-files': line('torch.save(x, "f")'),
  'reaches-network': line('y = ops.prim.rpc_sync("w", f)'),
  'hidden-operator': line('t = torch'),
  'custom-operator': line('y = ops.acme.secret(x)'),
  'custom-class': held('__torch__.torch.classes.acme', 'Params'),
  prints: line('print(x)'),
  'weights-not-saved': line('y = ops.prim.ConstantMKLDNNTensor()'),
  'device-baked-in': line('d = torch.device("cuda:0")'),
  'saved-on-device': weight({ shape: [2, 3], from: storage({ elements: 6, device: 'cuda:1' }) }),
  'training-mode': {
    code: tinyCode.replace('    return', '    training = self.training\n    return'),
    state: dict({ ...tinyState, training: true }),
  },
  'no-forward': { code: tinyCode.replace('forward', 'encode') },
  'triton-argument': { code: tinyCode.replace('x: Tensor', 'x: Tensor, n: int=3') },
  'triton-output': { code: tinyCode.replace('-> Tensor', '-> Dict[str, Tensor]') },
  'triton-dtype': {
    ...weight({ shape: [2, 3], from: storage({ type: 'BFloat16Storage', elements: 6 }) }),
    weights: new Uint8Array(12),
  },
  'wrong-checksum': { change: { 'data.pkl': { crc: 1 } } },
  'zip64-lie': { change: { 'data.pkl': { declaredBytes: 2 ** 52, wide: true } } },
  'directory-beyond-the-end': { archive: { directoryOffset: 1e7 } },
  'no-code': { change: { 'code/__torch__.py': undefined } },
  'future-version': { version: '11' },
};

const records = (...names: readonly string[]): Uint8Array =>
  writeArchive({ records: names.map((name) => ({ name, bytes: '' })) });

const others: Readonly<Record<string, string | Uint8Array>> = {
  empty: '',
  truncated: tinyBytes().subarray(0, 300),
  safetensors: `\x36${'\0'.repeat(7)}{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}\0\0\0\0`,
  onnx: '\x08\x08\x12\x07pytorch\x1a\x052.1.0:\x10graph-graph-graph',
  executorch: '\x1c\0\0\0ET12\0\0\0\0',
  tflite: '\x1c\0\0\0TFL3\x14\0\x20\0',
  gguf: 'GGUF\x03\0\0\0\x10\0\0\0',
  hdf5: '\x89HDF\r\n\x1a\n\0\0\0',
  numpy: '\x93NUMPY\x01\0v\0{}',
  gzip: '\x1f\x8b\x08\0\0\0\0\0',
  pickle: '\x80\x04\x95\x05\0\0\0\0\0\0\0]\x94.',
  'git-lfs-pointer': 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n',
  html: '\n<!DOCTYPE html>\n<html><body>404 Not Found',
  xml: '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
  json: '{"message": "Not Found"}',
  text: 'import torch\n',
  mar: records('MAR-INF/MANIFEST.json', 'model.pt'),
  aotinductor: records('m/data/aotinductor/model/c.wrapper.so', 'm/archive_format'),
  'before-1.4': records('m/model.json', 'm/tensors/0', 'm/version'),
  zip: records('word/document.xml', '[Content_Types].xml'),
  unknown: '\xff\xfe\0\x01\x02\x03 nothing that we know',
};

/** @returns the names of the files, and of one folder among them */
export function writeOddFiles(folder: string): readonly string[] {
  for (const [name, settings] of Object.entries(models)) {
    writeFileSync(join(folder, `${name}.pt`), tinyBytes(settings));
  }
  for (const [name, content] of Object.entries(others)) {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
    writeFileSync(join(folder, `${name}.pt`), bytes);
  }
  mkdirSync(join(folder, 'folder.pt'), { recursive: true });
  return [...Object.keys(models), ...Object.keys(others), 'folder'].map((name) => `${name}.pt`);
}

const [folder] = process.argv.slice(2);
if (import.meta.main && folder !== undefined) {
  mkdirSync(folder, { recursive: true });
  for (const name of writeOddFiles(folder)) console.log(join(folder, name));
}
