import ts from 'typescript';

/** One member of an interface, as its page shows it. */
export interface Member {
  readonly name: string;
  readonly type: string;
  /** Its TSDoc, in one line. */
  readonly summary: string;
  /** What its TSDoc says under `@defaultValue`. */
  readonly whenLeftOut: string | undefined;
}

/** The interfaces of a source file, by name, with what their TSDoc says. */
export function readInterfaces(text: string): ReadonlyMap<string, readonly Member[]> {
  const source = ts.createSourceFile('config.ts', text, ts.ScriptTarget.Latest, true);
  const interfaces = source.statements.filter((statement) => ts.isInterfaceDeclaration(statement));
  return new Map(
    interfaces.map(({ name, members }) => [
      name.text,
      members.filter((member) => ts.isPropertySignature(member)).map(memberOf),
    ]),
  );
}

function memberOf(member: ts.PropertySignature): Member {
  const [comment] = ts.getJSDocCommentsAndTags(member);
  const said = comment === undefined ? '' : ts.getTextOfJSDocComment(comment.comment);
  const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'defaultValue');
  const whenLeftOut = tag === undefined ? undefined : ts.getTextOfJSDocComment(tag.comment);
  return {
    name: member.name.getText(),
    type: (member.type?.getText() ?? '').replaceAll(/\s+/g, ' '),
    summary: (said ?? '').replaceAll(/\s+/g, ' '),
    whenLeftOut,
  };
}
