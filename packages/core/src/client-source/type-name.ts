/** `resnet50` → `Resnet50`, `text-encoder` → `TextEncoder`: what a type may be called after a deployment's name. */
export function typeNameFrom(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[A-Z]/.test(joined) ? joined : `Model${joined}`;
}

/** A member as an object type spells it: quoted only where it has to be. */
export function memberName(name: string): string {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name) ? name : quoted(name);
}

/** A string literal on one line, whatever is in it: in single quotes, unless only these would be in it. */
export function quoted(text: string): string {
  const literal = JSON.stringify(text).replaceAll(/[\u2028\u2029\u007F-\u009F]/g, escaped);
  if (text.includes("'") && !text.includes('"')) return literal;
  return `'${literal.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** What the constants of a type are called after: `TextEncoder` → `textEncoder`. */
export function valueName(typeName: string): string {
  return typeName.charAt(0).toLowerCase() + typeName.slice(1);
}
