/** What `pnpm licenses list --json` gives: packages by licence. */
export type Licences = Readonly<Record<string, readonly { readonly name: string }[]>>;

/** Licences under which what we publish may be used by anybody, for anything, with no duty but to name the authors. */
const permissive = new Set(['Apache-2.0', 'MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause']);

/** What is installed under any other licence, or under none. */
export function notPermissive(licences: Licences): string[] {
  return Object.entries(licences)
    .filter(([licence]) => !permissive.has(licence))
    .flatMap(([licence, packages]) => packages.map(({ name }) => `${name} (${licence})`));
}

/** THIRD_PARTY.md. Without versions, which change with every update; the licence is what matters. */
export function licencePage(licences: Licences): string {
  const sections = Object.entries(licences)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([licence, packages]) => {
      const names = [...new Set(packages.map(({ name }) => name))].toSorted();
      return `## ${licence}\n\n${names.map((name) => `- \`${name}\``).join('\n')}\n`;
    });
  return `${introduction}\n${sections.join('\n')}`;
}

const introduction = `# Third-party packages

What is installed beside the packages of this repository by whoever installs all of them, with everything that those depend
on, by the licence that its package.json names. Nothing of it is part of our files. Optional peers are not in it:
\`sharp\` and \`tokenizers\` are both Apache-2.0; the native libraries that \`sharp\` brings have licences of their own.

Made by \`npm run licences\` from what pnpm has installed; \`npm run check -- licences\` holds it against that, and refuses what is
not permissive.
`;
