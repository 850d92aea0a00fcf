/** The linear layer of a classifier, in whatever dictionary of a file: `head` of ViTs and Swins, `fc` of ResNets. */
const HEAD = /(^|\.)(head|fc)\.weight$/;

/** How many classes the network of a file tells apart, by its tensors; undefined when it tells none. */
export function classesOf(tensors: Iterable<{ name: string; shape: readonly number[] }>): number | undefined {
  for (const { name, shape } of tensors) {
    if (shape.length === 2 && HEAD.test(name) && !name.startsWith('optimizer.')) return shape[0];
  }
  return undefined;
}
