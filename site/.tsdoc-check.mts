import { readFileSync, globSync } from 'node:fs';
import * as core from '@torchrelay/core';
import * as aws from '@torchrelay/aws';
import * as azure from '@torchrelay/azure';
import * as local from '@torchrelay/local';
import * as ts from '@torchrelay/torchscript';
import * as testing from '@torchrelay/testing';
import { compile } from './src/snippets/compile.ts';
const mods: Record<string, Record<string, unknown>> = {
  '@torchrelay/core': core,
  '@torchrelay/aws': aws,
  '@torchrelay/azure': azure,
  '@torchrelay/local': local,
  '@torchrelay/torchscript': ts,
};
const modules: any[] = [];
for (const file of globSync('../packages/{core,aws,azure,local,torchscript}/src/**/*.ts', {
  cwd: import.meta.dirname,
})) {
  if (/test|generated/.test(file)) continue;
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  for (const m of text.matchAll(/@example\n((?:[ \t]*\* ?.*\n)*?)[ \t]*\*(?:\/| @)/g)) {
    const code = m[1]!.replace(/^[ \t]*\* ?/gm, '').replace(/^```.*$/gm, '');
    let head =
      'declare const image: number[], role: string, abortSignal: AbortSignal, signature: import("@torchrelay/core/target").Signature, offers: import("@torchrelay/core/target").Offer[];declare function writeFile(a: string, b: string): Promise<void>;\n';
    for (const [name, mod] of Object.entries(mods)) {
      const used = Object.keys(mod).filter(
        (n) =>
          new RegExp(`\\b${n}\\b`).test(code) &&
          !new RegExp(
            `(?:const|let) (?:\\{[^}]*\\b${n}\\b[^}]*\\}|${n}) =|import .*\\b${n}\\b`,
          ).test(code),
      );
      if (used.length) head += `import { ${used.join(', ')} } from '${name}';\n`;
    }
    modules.push({
      block: { file: file.replaceAll('../', ''), language: 'ts', line: 1, code, words: [] },
      path: `tsdoc/${modules.length}.ts`,
      source: `${head}${code}\nexport {};\n`,
      linesBefore: head.split('\n').length - 1,
    });
  }
}
console.log(modules.length);
for (const c of compile(modules))
  console.log(c.file, c.line, c.code, JSON.stringify(c).slice(0, 220));
