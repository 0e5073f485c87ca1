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
  let place = '';
  let recent: readonly Token[] = [];
  let attribute = outside;
  return {
    see: (record, token) => {
      recent = record === place ? [...recent.slice(1 - memory), token] : [token];
      attribute = followAttribute(record === place ? attribute : outside, token);
      place = record;
      for (const { kind, what, line } of usesOf(recent, attribute)) {
        const key = `${kind} ${what}`;
        if (!uses.has(key)) uses.set(key, { kind, what, place: `${record}:${line}` });
      }
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

function followAttribute({ within, depth }: Attribute, { kind, text }: Token): Attribute {
  if (!within) return { within: kind === 'name' && text === 'getattr', depth: 0 };
  if (text === '(') return { within, depth: depth + 1 };
  return text === ')' && depth <= 1 ? outside : { within, depth: depth - (text === ')' ? 1 : 0) };
}

interface Found {
  readonly kind: Use['kind'];
  readonly what: string;
  readonly line: number;
}

/** What has become clear with the last of these tokens. */
function usesOf(recent: readonly Token[], attribute: Attribute): readonly Found[] {
  return [
    ...namespaceUses(recent),
    ...printUses(recent),
    ...methodUses(recent),
    ...textUses(recent, attribute),
  ];
}

const namespaces: ReadonlySet<string> = new Set(['torch', 'ops']);

function namespaceUses(recent: readonly Token[]): readonly Found[] {
  const back = (steps: number): string | undefined => recent.at(-steps)?.text;
  const { line = 0, text: operator = '' } = recent.at(-1) ?? {};
  if (back(5) === 'ops' && back(4) === '.' && back(2) === '.' && back(6) !== '.') {
    return [{ kind: 'operator', what: `${back(3)}::${operator}`, line }];
  }
  if (back(3) === 'torch' && back(2) === '.' && back(4) !== '.') {
    return [{ kind: 'operator', what: `aten::${operator}`, line }];
  }
  return bareNamespaces(recent);
}

/** `t = torch`, `getattr(torch, "save")`; a declaration such as `ops : Tensor` is none. */
function bareNamespaces(recent: readonly Token[]): readonly Found[] {
  const [before, namespace, after] = lastThree(recent);
  if (namespace?.kind !== 'name' || !namespaces.has(namespace.text)) return [];
  if (before?.text === '.' || after?.text === '.') return [];
  if (namespace.startsLine && after?.text === ':') return [];
  return [{ kind: 'hidden', what: namespace.text, line: namespace.line }];
}

function lastThree(recent: readonly Token[]): readonly (Token | undefined)[] {
  return [recent.at(-3), recent.at(-2), recent.at(-1)];
}

/** `print(x)` is the only operator that is written like a function. */
function printUses(recent: readonly Token[]): readonly Found[] {
  const [before, name, open] = lastThree(recent);
  if (name?.text !== 'print' || open?.text !== '(' || before?.text === '.') return [];
  return [{ kind: 'operator', what: 'prim::Print', line: name.line }];
}

/** `x.save`: PyTorch takes an operator by that name if `x` is no object of the model. */
function methodUses(recent: readonly Token[]): readonly Found[] {
  const [owner, dot, name] = lastThree(recent);
  if (dot?.text !== '.' || name?.kind !== 'name') return [];
  const isNamespace = namespaces.has(owner?.text ?? '') && recent.at(-4)?.text !== '.';
  if (isNamespace || recent.at(-5)?.text === 'ops') return [];
  return [{ kind: 'method', what: `.${name.text}`, line: name.line }];
}

function textUses(recent: readonly Token[], { within }: Attribute): readonly Found[] {
  const [, before, token] = lastThree(recent);
  if (token?.kind !== 'string') return [];
  const { line } = token;
  if (before?.kind === 'string') return [{ kind: 'hidden', what: 'two texts in a row', line }];
  const value = stringValue(token.text);
  if (within) return [{ kind: 'method', what: `.${value}`, line }];
  const isDevice = recent.at(-3)?.text === 'device' && before?.text === '(' && value !== 'cpu';
  return isDevice ? [{ kind: 'device', what: value, line }] : [];
}
