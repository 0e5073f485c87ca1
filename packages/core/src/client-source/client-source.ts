import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { formatTensorSpec } from '../package/format-tensor-spec.ts';
import type { PreprocessingByName } from '../target/preprocessing.ts';
import type { Signature, TensorSpec } from '../target/signature.ts';
import { constantLines, lineWidth } from './literal.ts';
import { memberName, quoted, typeNameFrom } from './type-name.ts';

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

function signatureLines({ inputs, outputs, preprocess }: Signature, typeName: string): string[] {
  return [
    '/** What the model takes and gives: -1 for a size that may vary. */',
    `export const ${valueName(typeName)}Signature: Signature = {`,
    ...specLines('inputs', inputs),
    ...specLines('outputs', outputs),
    ...(preprocess === undefined ? [] : constantLines('preprocess', preprocess, '  ')),
    '};',
    '',
  ];
}

function specLines(member: string, specs: readonly TensorSpec[]): string[] {
  const members = specs.map(({ name, datatype, shape }) => [
    `name: ${quoted(name)}`,
    `datatype: '${datatype}'`,
    `shape: [${shape.join(', ')}]`,
  ]);
  const [only = []] = members;
  const inOneLine = `  ${member}: [{ ${only.join(', ')} }],`;
  if (members.length === 1 && inOneLine.length <= lineWidth) return [inOneLine];
  return [
    `  ${member}: [`,
    ...members.flatMap((parts) => objectLines({ parts, between: ',', after: ',' })),
    '  ],',
  ];
}

/** An object on one line, or a line for each member where that would be too long. */
function objectLines({
  before = '',
  parts,
  between,
  after,
}: {
  before?: string;
  parts: readonly string[];
  between: ',' | ';';
  after: ',' | ';';
}): string[] {
  const inOneLine = `    ${before}{ ${parts.join(`${between} `)} }${after}`;
  if (inOneLine.length <= lineWidth) return [inOneLine];
  return [`    ${before}{`, ...parts.map((part) => `      ${part}${between}`), `    }${after}`];
}

function modelLines({ inputs, outputs, preprocess }: Signature, typeName: string): string[] {
  return [
    '/** The same as types. */',
    `export interface ${typeName}Model {`,
    ...tensorLines({ member: 'inputs', specs: inputs, preprocess }),
    ...tensorLines({ member: 'outputs', specs: outputs }),
    ...textLines(preprocess),
    '}',
    '',
  ];
}

function tensorLines({
  member,
  specs,
  preprocess = {},
}: {
  member: string;
  specs: readonly TensorSpec[];
  preprocess?: PreprocessingByName | undefined;
}): string[] {
  return [
    `  readonly ${member}: {`,
    ...specs.flatMap((spec) => [
      `    /** ${formatTensorSpec(spec)} */`,
      ...objectLines({
        before: `readonly ${memberName(spec.name)}: `,
        parts: [
          `datatype: '${spec.datatype}'`,
          `shape: [${spec.shape.join(', ')}]`,
          ...(preprocess[spec.name]?.from === 'image' ? ["from: 'image'"] : []),
        ],
        between: ';',
        after: ';',
      }),
    ]),
    '  };',
  ];
}

/** The inputs that each text stands for. */
function textLines(preprocess: PreprocessingByName = {}): string[] {
  const texts = Object.entries(preprocess).flatMap(([name, step]) =>
    step.from === 'text' ? [[name, Object.keys(step.inputs).map(quoted)] as const] : [],
  );
  if (texts.length === 0) return [];
  return [
    '  /** What can be given as a text, and the inputs that are made of it. */',
    '  readonly texts: {',
    ...texts.flatMap(([name, inputs]) => unionLines(`    readonly ${memberName(name)}:`, inputs)),
    '  };',
  ];
}

function unionLines(start: string, choices: readonly string[]): string[] {
  const inOneLine = `${start} ${choices.join(' | ')};`;
  if (inOneLine.length <= lineWidth || choices.length === 1) return [inOneLine];
  const lines = choices.map((choice) => `      | ${choice}`);
  return [start, ...lines.slice(0, -1), `${lines.at(-1)};`];
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

function connectLines({ name, typeName }: { name: string; typeName: string }): string[] {
  const endpoint = `Endpoint<${typeName}Model>`;
  return [
    '/**',
    ' * Opens the endpoint on a target, such as `local()`.',
    ' *',
    ' * @throws TorchrelayError `NOT_DEPLOYED`; `SIGNATURE_DIFFERS` when another model is deployed there',
    ' */',
    `export async function connect${typeName}(`,
    '  target: Target,',
    '  {',
    `    endpoint = ${quoted(name)},`,
    '    ...options',
    '  }: ConnectOptions & { readonly endpoint?: string | EndpointReference } = {},',
    `): Promise<${endpoint}> {`,
    `  const found = await connect<${typeName}Model>(endpoint, target, options);`,
    `  return expectSignature(found, ${valueName(typeName)}Signature);`,
    '}',
    '',
  ];
}

function clientLines({ preprocess }: Signature, typeName: string): string[] {
  const takesMore = preprocess !== undefined;
  return [
    '/** A client of a server of the Open Inference Protocol: `http://127.0.0.1:8000`. */',
    `export function create${typeName}Client({`,
    '  url,',
    "  modelName = 'model',",
    '  headers = {},',
    ...(takesMore ? ['  ...inputOptions'] : []),
    '}: {',
    '  readonly url: string;',
    '  /** What the server calls it. Packages of torchrelay all call it `model`. */',
    '  readonly modelName?: string;',
    '  /** Sent with each request. */',
    '  readonly headers?: Readonly<Record<string, string>>;',
    `}${takesMore ? ' & InputOptions' : ''}): InferenceClient<${typeName}Model> {`,
    `  return createInferenceClient<${typeName}Model>({`,
    '    transport: httpTransport({ baseUrl: url, headers }),',
    '    modelName,',
    `    signature: ${valueName(typeName)}Signature,`,
    ...(takesMore ? ['    ...inputOptions,'] : []),
    '  });',
    '}',
  ];
}

function valueName(typeName: string): string {
  return typeName.charAt(0).toLowerCase() + typeName.slice(1);
}
