import type { Signature } from '../target/signature.ts';
import { quoted, valueName } from './type-name.ts';

/** The function that opens the endpoint on a target. */
export function connectLines({ name, typeName }: { name: string; typeName: string }): string[] {
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

/** The function that asks a server by its URL. */
export function clientLines({ preprocess }: Signature, typeName: string): string[] {
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
