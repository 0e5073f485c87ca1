import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Signature } from '../target/signature.ts';
import { clientLines, connectLines } from './connecting-source.ts';
import { modelLines, signatureLines } from './signature-source.ts';
import { quoted, typeNameFrom } from './type-name.ts';

/** What a client is written for. */
export interface ClientSourceOptions {
  /** What the model is deployed as, which is where the client looks for it. */
  readonly name: string;
  readonly signature: Signature;
  /** `sha256:…` of the model file: the source then tells which model it was written for. */
  readonly artifactDigest?: string | undefined;
  /** What its types are called after. @default the name, as a type is spelled: `text-encoder` → `TextEncoder` */
  readonly typeName?: string | undefined;
}

/**
 * Writes the source of a TypeScript module that asks one model: types in which a wrong name, datatype or
 * shape fails to compile, and functions that open an endpoint or a URL with them. The same arguments give the
 * same text.
 *
 * @throws TorchrelayError `TYPE_NAME_INVALID`
 * @example
 * const { name, signature } = await connect('resnet50', target);
 * await writeFile('resnet50.ts', clientSource({ name, signature }));
 */
export function clientSource({
  name,
  signature,
  artifactDigest,
  typeName = typeNameFrom(name),
}: ClientSourceOptions): string {
  checkTypeName(typeName);
  return `${[
    ...header({ name, artifactDigest }),
    ...importLines(signature),
    ...signatureLines(signature, typeName),
    ...modelLines(signature, typeName),
    ...aliasLines(typeName),
    ...connectLines({ name, typeName }),
    ...clientLines(signature, typeName),
  ].join('\n')}\n`;
}

function checkTypeName(typeName: string): void {
  if (/^[A-Z][A-Za-z0-9]*$/.test(typeName)) return;
  throw new TorchrelayError({
    code: 'TYPE_NAME_INVALID',
    message: `"${typeName}" cannot name the client's types: a capital letter, then letters and digits.`,
    hint: `Use "${typeNameFrom(typeName)}", or any other name of that form.`,
    data: { typeName },
  });
}

function header({
  name,
  artifactDigest,
}: Pick<ClientSourceOptions, 'name' | 'artifactDigest'>): string[] {
  return [
    '/**',
    ` * A typed client of the model ${quoted(name).replaceAll('*/', '*\\/')}.`,
    ' *',
    ' * Written by `torchrelay client`: write it anew when the model changes, rather than edit it.',
    ...(artifactDigest === undefined ? [] : [` * Model file: ${artifactDigest}`]),
    ' * @module',
    ' */',
  ];
}

function importLines({ preprocess }: Signature): string[] {
  return [
    'import {',
    '  connect,',
    '  createInferenceClient,',
    '  expectSignature,',
    '  httpTransport,',
    '  type ConnectOptions,',
    '  type Endpoint,',
    '  type EndpointReference,',
    '  type InferenceClient,',
    ...(preprocess === undefined ? [] : ['  type InputOptions,']),
    '  type PredictInputs,',
    '  type PredictOutputs,',
    "} from '@torchrelay/core';",
    "import type { Signature, Target } from '@torchrelay/core/target';",
    '',
  ];
}

function aliasLines(typeName: string): string[] {
  return [
    '/**',
    ' * Typed arrays of the datatype, or lists nested as the shape is. A list whose length TypeScript does not know',
    ' * goes into `{ data }`. How many elements a typed array has, and how long a list of more than 64 is, is checked',
    ' * when the model is asked, before anything is sent.',
    ' */',
    `export type ${typeName}Inputs = PredictInputs<${typeName}Model>;`,
    '',
    `export type ${typeName}Outputs = PredictOutputs<${typeName}Model>;`,
    '',
  ];
}
