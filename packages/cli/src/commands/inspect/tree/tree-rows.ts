import type { Symbols } from '../../../output/symbols.ts';
import type { ModuleNode } from './module-node.ts';

/** One line of the tree. */
export interface TreeRow {
  /** Branches and name. */
  readonly label: string;
  readonly node: Omit<ModuleNode, 'children' | 'label'>;
}

/** More children than this are cut short. */
const mostChildren = 24;

/** The lines down to a depth; what lies deeper is in the sums of what is shown. */
export function treeRows(
  root: ModuleNode,
  { depth, symbols }: { readonly depth: number; readonly symbols: Symbols },
): readonly TreeRow[] {
  const below = (node: ModuleNode, indent: string, level: number): TreeRow[] => {
    if (level > depth) return [];
    const shown = cutShort(node.children, symbols.more);
    return shown.flatMap((child, index) => {
      const isLast = index === shown.length - 1;
      const { fork, last, line } = symbols.tree;
      const branch = isLast ? last : fork;
      const deeper = indent + (isLast ? ' '.repeat(line.length) : line);
      return [
        { label: indent + branch + child.label, node: child },
        ...below(child, deeper, level + 1),
      ];
    });
  };
  return [{ label: root.label, node: root }, ...below(root, '', 1)];
}

function cutShort(children: readonly ModuleNode[], more: string): readonly ModuleNode[] {
  if (children.length <= mostChildren) return children;
  const rest = children.slice(mostChildren - 1);
  const sum = {
    label: `${more} ${rest.length} more`,
    className: '',
    count: 1,
    parameters: rest.reduce((total, { parameters }) => total + parameters, 0),
    bytes: rest.reduce((total, { bytes }) => total + bytes, 0),
    children: [],
  };
  return [...children.slice(0, mostChildren - 1), sum];
}
