import type { Value } from './graph.js';

/** Is offered the rows after each block of an encoder, `[batch * tokens, width]`, and makes those that it wants. */
export type Tap = (rows: () => Value) => void;
