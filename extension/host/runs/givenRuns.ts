import { isRunsNode } from './nodes.js';
import type { Run } from './run.js';

/**
 * The runs among a command's arguments. From a tree they are the node it was called on and all selected nodes; a
 * selection that does not hold the node is another matter.
 */
export function givenRuns([node, selected]: readonly unknown[]): Run[] {
  if (!isRunsNode(node)) return [];
  const nodes = Array.isArray(selected) ? selected.filter(isRunsNode) : [];
  const runs = nodes.some(({ run }) => run === node.run) ? nodes.map(({ run }) => run) : [node.run];
  return [...new Set(runs)];
}
