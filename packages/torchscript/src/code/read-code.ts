import type { CodeClass, CodeFunction, CodeUnit } from './code-unit.ts';
import { type Cursor, createCursor, takeExpression, unexpected } from './cursor.ts';
import { readClass } from './read-class.ts';
import { readFunction } from './read-function.ts';
import type { Token } from './token.ts';

/**
 * Reads the headers of one code record: TorchScript serialises a model's code as a subset of Python,
 * of which this understands declarations and skips bodies.
 *
 * @param place the record's name: `code/__torch__/resnet.py`
 * @param onToken is called with every token, bodies included
 * @throws {@link ModelFileError} `MODEL_FILE_CORRUPT`
 */
export function readCode({
  source,
  place,
  onToken,
}: {
  source: string;
  place: string;
  onToken?: (token: Token) => void;
}): CodeUnit {
  const cursor = createCursor(source, place, onToken);
  const qualifier = qualifierOf(place);
  const classes: CodeClass[] = [];
  const functions: CodeFunction[] = [];
  for (let token = cursor.peek(); token.kind !== 'end'; token = cursor.peek()) {
    if (token.text === 'class') classes.push(readClass(cursor, qualifier));
    else if (token.text === 'def') functions.push(readFunction(cursor));
    else skipPreamble(cursor, token);
  }
  return { qualifier, place, classes, functions };
}

/** `code/__torch__/torch/nn.py` holds `__torch__.torch.nn`. */
function qualifierOf(place: string): string {
  return place
    .replace(/^code\//i, '')
    .replace(/\.py$/i, '')
    .replaceAll('/', '.');
}

/** Before PyTorch 1.5: `op_version_set = 1`, `import __torch__.resnet`. */
function skipPreamble(cursor: Cursor, token: Token): void {
  if (token.text !== 'op_version_set' && token.text !== 'import') {
    throw unexpected(cursor, token, 'a class or a function');
  }
  cursor.next();
  takeExpression(cursor, ({ startsLine }) => startsLine);
}
