import { stringValue } from '../code/string-literal.ts';
import type { Token } from '../code/token.ts';

/** Something that the code of a model does, and where first. */
export interface Use {
  /** `aten::relu`, `prim::RaiseException`; `.save` for a call by name alone; `"cuda:0"` for a device. */
  readonly what: string;
  readonly kind: 'operator' | 'method' | 'device' | 'hidden';
  /** `code/__torch__.py:12`. */
  readonly place: string;
}

export interface OperatorScanner {
  /** To be called with every token of all code, record by record. */
  readonly see: (place: string, token: Token) => void;
  /** Each thing once. */
  uses(): readonly Use[];
}

/** `ops`, `.`, `prim`, `.`, `save`, `(` is the longest sequence that matters. */
const memory = 7;

/**
 * Collects the operators that code uses. PyTorch writes them as `torch.relu(…)` or `ops.prim.name(…)`
 * and nothing else, so any other way to reach one is a hiding place: a `torch` that is not followed by
 * a name, a method of a tensor, a name glued from two texts.
 */
export function createOperatorScanner(): OperatorScanner {
  const uses = new Map<string, Use>();
  const recent: Token[] = [];
  let place = '';
  let attribute = outside;
  return {
    see: (record, token) => {
      if (record !== place) {
        recent.length = 0;
        attribute = outside;
        place = record;
      }
      if (recent.push(token) > memory) recent.shift();
      attribute = followAttribute(attribute, token);
      const use = useIn(recent, attribute);
      if (use === undefined) return;
      const { kind, what, line } = use;
      const key = `${kind} ${what}`;
      if (!uses.has(key)) uses.set(key, { kind, what, place: `${record}:${line}` });
    },
    uses: () => [...uses.values()],
  };
}

/** Whether we are within `getattr(…)`, which names attributes by text, and in how many brackets. */
interface Attribute {
  readonly within: boolean;
  readonly depth: number;
}

const outside: Attribute = { within: false, depth: 0 };

function followAttribute(attribute: Attribute, { kind, text }: Token): Attribute {
  const { within, depth } = attribute;
  if (!within) return kind === 'name' && text === 'getattr' ? { within: true, depth } : attribute;
  if (text === '(') return { within, depth: depth + 1 };
  return text === ')' && depth <= 1 ? outside : { within, depth: depth - (text === ')' ? 1 : 0) };
}

interface Found {
  readonly kind: Use['kind'];
  readonly what: string;
  readonly line: number;
}

/** What has become clear with the last of these tokens; at most one thing does. */
function useIn(recent: readonly Token[], attribute: Attribute): Found | undefined {
  return (
    operatorUse(recent) ??
    bareNamespace(recent) ??
    printUse(recent) ??
    methodUse(recent) ??
    textUse(recent, attribute)
  );
}

const namespaces: ReadonlySet<string> = new Set(['torch', 'ops']);

function operatorUse(recent: readonly Token[]): Found | undefined {
  const token = recent.at(-1);
  const back = (steps: number): string | undefined => recent.at(-steps)?.text;
  if (token?.kind !== 'name' || back(2) !== '.') return undefined;
  if (back(5) === 'ops' && back(4) === '.' && back(6) !== '.') {
    return { kind: 'operator', what: `${back(3)}::${token.text}`, line: token.line };
  }
  if (back(3) !== 'torch' || back(4) === '.') return undefined;
  return { kind: 'operator', what: `aten::${token.text}`, line: token.line };
}

/** `t = torch`, `getattr(torch, "save")`; a declaration such as `ops : Tensor` is none. */
function bareNamespace(recent: readonly Token[]): Found | undefined {
  const namespace = recent.at(-2);
  if (namespace?.kind !== 'name' || !namespaces.has(namespace.text)) return undefined;
  const [before, after] = [recent.at(-3), recent.at(-1)];
  if (before?.text === '.' || after?.text === '.') return undefined;
  if (namespace.startsLine && after?.text === ':') return undefined;
  return { kind: 'hidden', what: namespace.text, line: namespace.line };
}

/** `print(x)` is the only operator that is written like a function. */
function printUse(recent: readonly Token[]): Found | undefined {
  const name = recent.at(-2);
  if (name?.text !== 'print' || recent.at(-1)?.text !== '(' || recent.at(-3)?.text === '.') {
    return undefined;
  }
  return { kind: 'operator', what: 'prim::Print', line: name.line };
}

/** `x.save`: PyTorch takes an operator by that name if `x` is no object of the model. */
function methodUse(recent: readonly Token[]): Found | undefined {
  const name = recent.at(-1);
  if (name?.kind !== 'name' || recent.at(-2)?.text !== '.') return undefined;
  const isNamespace = namespaces.has(recent.at(-3)?.text ?? '') && recent.at(-4)?.text !== '.';
  if (isNamespace || recent.at(-5)?.text === 'ops') return undefined;
  return { kind: 'method', what: `.${name.text}`, line: name.line };
}

function textUse(recent: readonly Token[], { within }: Attribute): Found | undefined {
  const token = recent.at(-1);
  if (token?.kind !== 'string') return undefined;
  const { line } = token;
  const before = recent.at(-2);
  if (before?.kind === 'string') return { kind: 'hidden', what: 'two texts in a row', line };
  const value = stringValue(token.text);
  if (within) return { kind: 'method', what: `.${value}`, line };
  const isDevice = recent.at(-3)?.text === 'device' && before?.text === '(' && value !== 'cpu';
  return isDevice ? { kind: 'device', what: value, line } : undefined;
}
