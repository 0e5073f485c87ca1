import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { formatTensorSpec } from '../package/format-tensor-spec.ts';
import type { Signature, TensorSpec } from '../target/signature.ts';
import { memberName, quoted, typeNameFrom } from './type-name.ts';

export interface ClientSourceOptions {
  /** What the model is deployed as, which is where the client looks for it. */
  readonly name: string;
  readonly signature: Signature;
  /** `sha256:…` of the model file: the source then tells which model it was written for. */
  readonly artifactDigest?: string | undefined;
  /** What its types are called after. @default the name, as a type is spelled: `text-encoder` → `TextEncoder` */
  readonly typeName?: string | undefined;
}

/** As our formatter and most others are set. */
const lineWidth = 100;

/**
 * Writes the source of a TypeScript module that asks one model: types in which a wrong name, datatype or
 * shape fails to compile, and functions that open an endpoint or a URL with them. The same arguments give the
 * same text.
 *
 * @throws TorchrelayError `TYPE_NAME_INVALID`
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
    ...imports,
    ...signatureLines(signature, typeName),
    ...modelLines(signature, typeName),
    ...aliasLines(typeName),
    ...connectLines({ name, typeName }),
    ...clientLines(typeName),
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

const imports: readonly string[] = [
  'import {',
  '  connect,',
  '  createInferenceClient,',
  '  expectSignature,',
  '  httpTransport,',
  '  type ConnectOptions,',
  '  type Endpoint,',
  '  type EndpointReference,',
  '  type InferenceClient,',
  '  type PredictInputs,',
  '  type PredictOutputs,',
  "} from '@torchrelay/core';",
  "import type { Signature, Target } from '@torchrelay/core/target';",
  '',
];

function signatureLines({ inputs, outputs }: Signature, typeName: string): string[] {
  return [
    '/** What the model takes and gives: -1 for a size that may vary. */',
    `export const ${valueName(typeName)}Signature: Signature = {`,
    ...specLines('inputs', inputs),
    ...specLines('outputs', outputs),
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

function modelLines({ inputs, outputs }: Signature, typeName: string): string[] {
  return [
    '/** The same as types. */',
    `export interface ${typeName}Model {`,
    ...memberLines('inputs', inputs),
    ...memberLines('outputs', outputs),
    '}',
    '',
  ];
}

function memberLines(member: string, specs: readonly TensorSpec[]): string[] {
  return [
    `  readonly ${member}: {`,
    ...specs.flatMap((spec) => [
      `    /** ${formatTensorSpec(spec)} */`,
      ...objectLines({
        before: `readonly ${memberName(spec.name)}: `,
        parts: [`datatype: '${spec.datatype}'`, `shape: [${spec.shape.join(', ')}]`],
        between: ';',
        after: ';',
      }),
    ]),
    '  };',
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

function clientLines(typeName: string): string[] {
  return [
    '/** A client of a server of the Open Inference Protocol: `http://127.0.0.1:8000`. */',
    `export function create${typeName}Client({`,
    '  url,',
    "  modelName = 'model',",
    '  headers = {},',
    '}: {',
    '  readonly url: string;',
    '  /** What the server calls it. Packages of torchrelay all call it `model`. */',
    '  readonly modelName?: string;',
    '  /** Sent with each request. */',
    '  readonly headers?: Readonly<Record<string, string>>;',
    `}): InferenceClient<${typeName}Model> {`,
    `  return createInferenceClient<${typeName}Model>({`,
    '    transport: httpTransport({ baseUrl: url, headers }),',
    '    modelName,',
    `    signature: ${valueName(typeName)}Signature,`,
    '  });',
    '}',
  ];
}

function valueName(typeName: string): string {
  return typeName.charAt(0).toLowerCase() + typeName.slice(1);
}
