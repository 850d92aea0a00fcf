import { isLearned } from '../../../extension/engine/inspect/weights/learnedTensors.js';
import type { TensorEntry } from '../../../extension/protocol/checkpointPage.js';
import type { DrawnBlock, DrawnBranch, DrawnPart, NetworkDrawing } from '../../../extension/protocol/networkDrawing.js';

/** A part of a network with what a checkpoint really holds of it. */
export interface Part extends DrawnPart {
  /** Learned values, counted in the file's header; 0 for what computes without any. */
  parameters: number;
}

export interface Branch extends DrawnBranch {
  parts: Part[];
}

export interface Block extends DrawnBlock {
  branches: Branch[];
}

/** A network as it is drawn, with the sizes of a file. */
export interface NetworkParts {
  flow: Part[];
  blocks: Block[];
  /** Learned values of the file that belong to none of the parts. */
  other: number;
}

/** The network of a config with the parameters that a checkpoint really holds. */
export function networkParts({ flow, blocks }: NetworkDrawing, tensors: readonly TensorEntry[]): NetworkParts {
  const count = counter(tensors);
  const counted = (part: DrawnPart): Part => ({ ...part, parameters: count(part.tensors) - count(part.without ?? []) });
  const parts = flow.map(counted);
  const drawn = parts.reduce((sum, part) => sum + part.parameters, 0);
  return {
    flow: parts,
    blocks: blocks.map(block => ({
      ...block,
      branches: block.branches.map(branch => ({ ...branch, parts: branch.parts.map(counted) })),
    })),
    other: count(['']) - drawn,
  };
}

/** Whether a tensor of a file belongs to a part. In PyTorch's files the model is an entry, 'model.'. */
export function belongsTo(
  { tensors, without = [] }: Pick<DrawnPart, 'tensors' | 'without'>,
  { name, part }: Pick<TensorEntry, 'name' | 'part'>,
): boolean {
  const own = modelName(name);
  const begins = (prefix: string) => own.startsWith(prefix);
  return part === 'model' && tensors.some(begins) && !without.some(begins);
}

function modelName(name: string): string {
  return name.replace(/^model\./, '');
}

/** How many learned values have names that begin in one of these ways. */
function counter(tensors: readonly TensorEntry[]): (prefixes: readonly string[]) => number {
  const learned = tensors
    .filter(({ name, part, dtype }) => part === 'model' && dtype === 'F32' && isLearned(name))
    .map(({ name, shape }) => ({
      name: modelName(name),
      values: shape.reduce((product, size) => product * size, 1),
    }));
  return prefixes =>
    learned
      .filter(({ name }) => prefixes.some(prefix => name.startsWith(prefix)))
      .reduce((sum, { values }) => sum + values, 0);
}
