import ts from 'typescript';

/** One place in the source that makes an error, a warning or a note with a code. */
export interface CodeSite {
  readonly code: string;
  /** Relative to the repository. */
  readonly file: string;
  /** What it says, with `…` for what is only known then. None where it is put together elsewhere. */
  readonly messages: readonly string[];
  readonly hints: readonly string[];
}

const form = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;

/** Every `{ code: 'SOME_CODE', message, hint }` of one file, whatever it is handed to, and every default of `code`. */
export function findCodes({ file, text }: { file: string; text: string }): CodeSite[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const constants = constantsOf(source);
  const found: CodeSite[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) found.push(...sitesOf(node, { file, constants }));
    if (ts.isBindingElement(node) && node.name.getText() === 'code') {
      const codes = codesIn(node.initializer, constants);
      found.push(...codes.map((code) => ({ code, file, messages: [], hints: [] })));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

type Constants = ReadonlyMap<string, ts.Expression>;

function constantsOf(source: ts.SourceFile): Constants {
  const constants = new Map<string, ts.Expression>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer !== undefined) {
      constants.set(node.name.getText(), node.initializer);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return constants;
}

function sitesOf(
  object: ts.ObjectLiteralExpression,
  { file, constants }: { file: string; constants: Constants },
): CodeSite[] {
  const messages = textsOf(memberOf(object, 'message'), constants);
  const hints = textsOf(memberOf(object, 'hint'), constants);
  const codes = codesIn(memberOf(object, 'code'), constants);
  return codes.map((code) => ({ code, file, messages, hints }));
}

function memberOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of object.properties) {
    if (property.name?.getText() !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return undefined;
}

/** Whatever in an expression looks like a code: also a fallback, or one of several. */
function codesIn(expression: ts.Expression | undefined, constants: Constants): string[] {
  if (expression === undefined) return [];
  const codes: string[] = [];
  const visit = (node: ts.Node, isNamed = false): void => {
    if (ts.isStringLiteralLike(node) && form.test(node.text)) codes.push(node.text);
    // The `code` of `failure.code` is no name of ours.
    if (ts.isPropertyAccessExpression(node)) return visit(node.expression, isNamed);
    const named = ts.isIdentifier(node) && !isNamed ? constants.get(node.text) : undefined;
    if (named !== undefined) visit(named, true);
    ts.forEachChild(node, (child) => visit(child, isNamed));
  };
  visit(expression);
  return codes;
}

/** The texts that an expression may give; what it computes is `…`. */
function textsOf(expression: ts.Expression | undefined, constants: Constants): string[] {
  if (expression === undefined) return [];
  if (ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression)) {
    return textsOf(expression.expression, constants);
  }
  if (ts.isIdentifier(expression)) {
    const named = constants.get(expression.text);
    return named === undefined || ts.isIdentifier(named) ? [] : textsOf(named, constants);
  }
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isTemplateExpression(expression)) {
    const spans = expression.templateSpans.map(({ literal }) => `…${literal.text}`);
    return [expression.head.text + spans.join('')];
  }
  if (ts.isConditionalExpression(expression)) {
    return [expression.whenTrue, expression.whenFalse].flatMap((part) => textsOf(part, constants));
  }
  if (!ts.isBinaryExpression(expression)) return [];
  if (expression.operatorToken.kind !== ts.SyntaxKind.PlusToken) return [];
  const [left = '…'] = textsOf(expression.left, constants);
  const [right = '…'] = textsOf(expression.right, constants);
  return [left + right];
}
