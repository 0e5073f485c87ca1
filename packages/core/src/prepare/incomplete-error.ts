import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { MissingTensor } from './declarations.ts';
import { shellWord } from './shell-word.ts';

/** One error that asks for all that is missing, in a form that can be pasted. */
export function incompleteError({
  file,
  missing,
  rehearsalAdvice,
}: {
  readonly file: string;
  readonly missing: readonly MissingTensor[];
  /** Why no rehearsal found the outputs out, where one was to. */
  readonly rehearsalAdvice?: string | undefined;
}): TorchrelayError {
  const inputs = missing.filter(({ kind }) => kind === 'input');
  const outputs = missing.filter(({ kind }) => kind === 'output');
  const parts = [listOf(inputs, 'input'), listOf(outputs, 'output')].filter((part) => part !== '');
  return new TorchrelayError({
    code: 'MODEL_SIGNATURE_INCOMPLETE',
    message: `${file} does not say the datatype and shape of ${parts.join(' and of ')}.`,
    hint: hintFor({ inputs, outputs, rehearsalAdvice }),
    data: { missing },
  });
}

function listOf(tensors: readonly MissingTensor[], kind: string): string {
  if (tensors.length === 0) return '';
  return `its ${kind}${tensors.length > 1 ? 's' : ''} ${tensors.map(({ name }) => `"${name}"`).join(', ')}`;
}

function hintFor({
  inputs,
  outputs,
  rehearsalAdvice,
}: {
  inputs: readonly MissingTensor[];
  outputs: readonly MissingTensor[];
  rehearsalAdvice: string | undefined;
}): string {
  const sdk = [sdkOption('inputs', inputs), sdkOption('outputs', outputs)].filter(
    (part) => part !== '',
  );
  const flags = [...inputs, ...outputs].map(
    ({ kind, name, example }) => `--${kind} ${shellWord(`${name}=${example}`)}`,
  );
  const rehearsal =
    outputs.length === 0
      ? []
      : [
          rehearsalAdvice ??
            'A rehearsal finds the outputs out: rehearseOn: local(), or leave out --no-rehearsal',
        ];
  return [
    'Declare them, with your own sizes and -1 where they vary:',
    `  in code: { ${sdk.join(', ')} }`,
    `  on the command line: ${flags.join(' ')}`,
    ...rehearsal,
  ].join('\n');
}

function sdkOption(option: string, tensors: readonly MissingTensor[]): string {
  if (tensors.length === 0) return '';
  const members = tensors.map(({ name, example }) => `${propertyName(name)}: '${example}'`);
  return `${option}: { ${members.join(', ')} }`;
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name.replaceAll(/['\\]/g, '\\$&')}'`;
}
