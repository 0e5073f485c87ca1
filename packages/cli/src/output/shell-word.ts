/** A word as a shell takes it, quoted where it has to be. Brackets are patterns to most shells. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
