import type { NetworkSummary, TensorEntry } from '../../../extension/protocol/checkpointPage.js';
import { counter } from './count.js';
import { resnetParts } from './resnetParts.js';
import { swinParts } from './swinParts.js';
import { vitParts } from './vitParts.js';

/** A part of a network: what it does, its sizes, and how many values of it are learned. */
export interface Part {
  id: string;
  title: string;
  /** Its sizes, as people read them. */
  sizes: string[];
  /** Learned values, counted in the file's header; 0 for what computes without any. */
  parameters: number;
  /** Pictures and tokens flow; layers change them; a stack is several equal blocks. */
  kind: 'data' | 'layer' | 'stack';
}

/** A residual branch: x + layers(x). */
export interface Branch {
  name: string;
  parts: Part[];
}

/** One of several equal transformer blocks. */
export interface Block {
  title: string;
  branches: Branch[];
}

/** A network as it is drawn: the way of an image through it, and the insides of its blocks. */
export interface NetworkParts {
  flow: Part[];
  blocks: Block[];
  /** Learned values of the file that belong to none of the parts. */
  other: number;
}

/** The network of a config with the parameters that a checkpoint really holds. */
export function networkParts(network: NetworkSummary, tensors: readonly TensorEntry[]): NetworkParts {
  const count = counter(tensors);
  const { flow, blocks } = partsOf();
  const drawn = flow.reduce((sum, part) => sum + part.parameters, 0);
  return { flow, blocks, other: count('') - drawn };

  function partsOf(): Omit<NetworkParts, 'other'> {
    switch (network.family) {
      case 'vit':
        return vitParts(network, count);
      case 'swin':
        return swinParts(network, count);
      case 'resnet':
        return resnetParts(network, count);
    }
  }
}
