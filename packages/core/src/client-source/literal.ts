import { memberName, quoted } from './type-name.ts';
import { isJsonObject } from '../open-inference/json-object.ts';

/** As our formatter and most others are set. */
export const lineWidth = 100;

/** A member of an object literal with its value, on one line where it fits, as formatters leave it. */
export function constantLines(name: string, value: unknown, indent: string): string[] {
  const lines = memberLines(name, value, indent);
  // TypeScript loses sight of the literals under names that every object has, such as `constructor`.
  return [...lines.slice(0, -1), `${lines.at(-1)?.replace(/,$/, '')} as const,`];
}

function memberLines(name: string, value: unknown, indent: string): string[] {
  const start = `${indent}${keyOf(name)}: `;
  const inOneLine = `${start}${inline(value)},`;
  if (inOneLine.length <= lineWidth || !isJsonObject(value)) return [inOneLine];
  return [
    `${start}{`,
    ...definedEntries(value).flatMap(([member, inner]) =>
      memberLines(member, inner, `${indent}  `),
    ),
    `${indent}},`,
  ];
}

function inline(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = definedEntries(value).map(
    ([member, inner]) => `${keyOf(member)}: ${inline(inner)}`,
  );
  return `{ ${members.join(', ')} }`;
}

/** `__proto__: …` would set the prototype. */
function keyOf(name: string): string {
  return name === '__proto__' ? "['__proto__']" : memberName(name);
}

function definedEntries(value: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(value).filter(([, inner]) => inner !== undefined);
}
