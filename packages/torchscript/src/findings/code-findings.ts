import type { CodeClass } from '../code/code-unit.ts';
import type { Finding } from '../model/finding.ts';
import { demangle } from '../torchscript/class-name.ts';
import { finding } from './finding.ts';
import { type FindingCode, kinds } from './kinds.ts';
import type { Use } from './operator-scanner.ts';

/** Operators that reach beyond the model's own memory, among all 4 374 schemas of PyTorch 2.13. */
const reaching: ReadonlyMap<string, FindingCode> = new Map<string, FindingCode>([
  ['aten::save', 'writes-files'],
  ['aten::from_file', 'reads-files'],
  ['debugprims::load_tensor', 'reads-files'],
  ['image::read_file', 'reads-files'],
  ['image::write_file', 'writes-files'],
  ['prim::rpc_sync', 'reaches-network'],
  ['prim::rpc_async', 'reaches-network'],
  ['prim::rpc_remote', 'reaches-network'],
  ['aten::_print', 'prints'],
  ['prim::Print', 'prints'],
  ['prim::ConstantMKLDNNTensor', 'weights-not-saved'],
]);

/** The same operators by name alone, as in `x.save("f")`. */
const reachingNames: ReadonlyMap<string, FindingCode> = new Map(
  [...reaching]
    .filter(([, code]) => kinds[code].severity === 'danger')
    .map(([operator, code]) => [`.${operator.split('::')[1]}`, code] as const),
);

/** Namespaces of operators that come with PyTorch and stay within the process. */
const ownNamespaces: ReadonlySet<string> = new Set([
  'aten',
  'prim',
  'prims',
  'debugprims',
  'quantized',
  'quantized_decomposed',
  '_quantized',
  'sparse',
  'mkldnn',
  'mkldnn_prepacked',
  'onednn',
  'prepacked',
  'metal_prepack',
  'vulkan_prepack',
  'xnnpack',
  'inductor',
  'profiler',
  'cuda',
]);

/** What the code does that its user should know of. */
export function codeFindings(
  uses: readonly Use[],
  classes: readonly CodeClass[],
): readonly Finding[] {
  return [...uses.flatMap(useFindings), ...classes.flatMap(loadFindings)];
}

function useFindings({ kind, what, place }: Use): readonly Finding[] {
  if (kind === 'device')
    return [finding('device-baked-in', place, `The code names the device ${what}.`)];
  if (kind === 'hidden')
    return [
      finding(
        'hidden-operator',
        place,
        `The code uses ${what} in a way that hides which operator is called.`,
      ),
    ];
  if (kind === 'method') return methodFindings(what, place);
  const code = reaching.get(what) ?? customCode(what);
  return code === undefined ? [] : [finding(code, place, describe(code, what))];
}

function methodFindings(what: string, place: string): readonly Finding[] {
  const code = reachingNames.get(what);
  if (code === undefined) return [];
  return [
    finding(
      code,
      place,
      `The code calls ${what.slice(1)} by name, which may be PyTorch's operator.`,
    ),
  ];
}

function customCode(operator: string): FindingCode | undefined {
  const [namespace = ''] = operator.split('::');
  return ownNamespaces.has(namespace) ? undefined : 'custom-operator';
}

function describe(code: FindingCode, operator: string): string {
  const library = operator.split('::')[0] ?? '';
  const messages: Partial<Readonly<Record<FindingCode, string>>> = {
    prints: 'The code prints.',
    'weights-not-saved':
      'Weights were turned into MKL-DNN constants, which a file cannot hold: they are not in it.',
    'custom-operator': `The code calls ${operator}, an operator of the library ${library}.`,
    'reads-files': `The code calls ${operator}, which reads a file.`,
    'writes-files': `The code calls ${operator}, which writes a file.`,
  };
  return messages[code] ?? `The code calls ${operator}, which reaches the network.`;
}

/** Classes of PyTorch that restore packed weights; their code is checked like any other. */
const ownClasses = /^torch\.(?:ao\.)?nn\.(?:quantized|intrinsic|sparse|modules)\b/;

function loadFindings({ name, methods, place }: CodeClass): readonly Finding[] {
  const method = methods.find((each) => each.name === '__setstate__');
  if (method === undefined || ownClasses.test(demangle(name))) return [];
  return [
    finding(
      'code-runs-at-load',
      `${place}:${method.line}`,
      `The class ${demangle(name)} runs its own code when it is loaded.`,
    ),
  ];
}
