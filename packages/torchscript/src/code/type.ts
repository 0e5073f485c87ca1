/** A TorchScript annotation taken apart: `Dict[str, Tensor]` is `Dict` of `str` and `Tensor`. */
export interface TorchscriptType {
  /** `Tensor`, `Dict`, `__torch__.Point`. */
  readonly name: string;
  readonly arguments: readonly TorchscriptType[];
}

const deepest = 50;

/**
 * Takes an annotation of {@link ModelArgument.type} or {@link ModelMethod.returns} apart. Brackets that
 * do not match are tolerated, since nothing more than a label is at stake.
 */
export function parseType(annotation: string): TorchscriptType {
  return parse(annotation, 0);
}

function parse(text: string, depth: number): TorchscriptType {
  const open = text.indexOf('[');
  if (open === -1 || depth > deepest) return { name: text.trim(), arguments: [] };
  const inner = text.slice(open + 1, Math.max(open + 1, text.lastIndexOf(']')));
  return {
    name: text.slice(0, open).trim(),
    arguments: splitTopLevel(inner).map((part) => parse(part, depth + 1)),
  };
}

function splitTopLevel(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '[') depth += 1;
    else if (text[at] === ']') depth -= 1;
    else if (text[at] === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)].filter((part) => part.trim() !== '');
}
