import { clientSource } from '@torchrelay/core';
import type { Block } from './find-blocks.ts';

/** A block as the compiler gets it. */
export interface Module {
  readonly block: Block;
  /** Relative to the folder of all of them. */
  readonly path: string;
  readonly source: string;
  /** Lines before the block's own. */
  readonly linesBefore: number;
}

/** Parts of an object, of which a page shows one member: what the object is. */
const members: Readonly<Record<string, string>> = {
  preprocess: "Pick<import('@torchrelay/core').DeployOptions, 'preprocess'>",
  gate: "Pick<import('@torchrelay/core').PipelineDefinition, 'gate'>",
};

/** One module for each block; those of a page share a folder, so that one may import another by its name. */
export function modulesOf(blocks: readonly Block[]): Module[] {
  return blocks.map((block, index) => {
    const [, given] = /^\/\/ ([\w-]+\.ts)\n/.exec(block.code) ?? [];
    const folder = block.file.replace(/\.md$/, '').replaceAll('/', '-');
    const path = `${folder}/${given ?? `block-${index}.ts`}`;
    const [, member = ''] = /^([a-z]\w*): /i.exec(block.code) ?? [];
    const type = members[member];
    return type === undefined
      ? { block, path, source: `${block.code}\nexport {};\n`, linesBefore: 0 }
      : { block, path, source: fragment(block.code, type), linesBefore: 1 };
  });
}

function fragment(code: string, type: string): string {
  return `export const fragment: ${type} = {\n${code}};\n`;
}

/** The client that docs/models.md has written by a command. */
export const detectorClient: string = clientSource({
  name: 'detector',
  signature: {
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 4] }],
    outputs: [
      { name: 'scores', datatype: 'FP32', shape: [-1] },
      { name: 'labels', datatype: 'INT64', shape: [-1] },
      { name: 'best', datatype: 'INT64', shape: [1] },
    ],
  },
});
