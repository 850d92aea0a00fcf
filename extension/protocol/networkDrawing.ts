/** A network as it is drawn: the way of an image through it, and the insides of its blocks. */
export interface NetworkDrawing {
  flow: DrawnPart[];
  blocks: DrawnBlock[];
}

/** A part of a network: what it does, its sizes, and which tensors are its own. */
export interface DrawnPart {
  id: string;
  title: string;
  /** Its sizes, as people read them. */
  sizes: string[];
  /** Pictures and tokens flow; layers change them; a stack is several equal blocks. */
  kind: 'data' | 'layer' | 'stack';
  /** How the names of its tensors begin; none for what computes without any. */
  tensors: string[];
  /** How the names of those among them begin that belong to another part. */
  without?: string[];
}

/** A residual branch: x + layers(x). */
export interface DrawnBranch {
  name: string;
  parts: DrawnPart[];
}

/** One of several equal blocks. */
export interface DrawnBlock {
  title: string;
  branches: DrawnBranch[];
}
