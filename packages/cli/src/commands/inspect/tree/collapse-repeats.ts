import type { ModuleNode } from './module-node.ts';

/** Fewer alike neighbours than this are drawn one by one. */
const shortestRun = 3;

/** Runs of numbered neighbours that are alike down to the leaves become one: `0-11`. */
export function collapseRepeats(node: ModuleNode): ModuleNode {
  const runs = runsOf(node.children);
  const children = runs.flatMap((run) =>
    run.length < shortestRun ? run.map(collapseRepeats) : [collapseRepeats(merge(run))],
  );
  return { ...node, children };
}

function runsOf(nodes: readonly ModuleNode[]): ModuleNode[][] {
  const runs: ModuleNode[][] = [];
  for (const node of nodes) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && follows(node, last)) run.push(node);
    else runs.push([node]);
  }
  return runs;
}

function follows(node: ModuleNode, last: ModuleNode): boolean {
  const isNext = /^\d+$/.test(node.label) && Number(node.label) === Number(last.label) + 1;
  return isNext && isAlike(node, last);
}

function isAlike(a: ModuleNode, b: ModuleNode): boolean {
  return (
    a.className === b.className &&
    a.bytes === b.bytes &&
    a.parameters === b.parameters &&
    a.children.length === b.children.length &&
    a.children.every((child, index) => {
      const other = b.children[index];
      return other !== undefined && child.label === other.label && isAlike(child, other);
    })
  );
}

/** One node for alike ones, with sums, down to the leaves. */
function merge(run: readonly ModuleNode[]): ModuleNode {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) throw new Error('A run has members.');
  return { ...times(first, run.length), label: `${first.label}-${last.label}` };
}

function times(node: ModuleNode, count: number): ModuleNode {
  return {
    ...node,
    count: node.count * count,
    parameters: node.parameters * count,
    bytes: node.bytes * count,
    children: node.children.map((child) => times(child, count)),
  };
}
