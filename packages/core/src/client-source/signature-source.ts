import { formatTensorSpec } from '../package/format-tensor-spec.ts';
import type { PreprocessingByName } from '../target/preprocessing.ts';
import type { Signature, TensorSpec } from '../target/signature.ts';
import { constantLines, lineWidth } from './literal.ts';
import { memberName, quoted, valueName } from './type-name.ts';

/** The signature as a constant. */
export function signatureLines(
  { inputs, outputs, preprocess }: Signature,
  typeName: string,
): string[] {
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

/** The signature as types. */
export function modelLines({ inputs, outputs, preprocess }: Signature, typeName: string): string[] {
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
