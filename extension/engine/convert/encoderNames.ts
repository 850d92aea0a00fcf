import type { CheckpointSource } from '../checkpoint/checkpoint.js';

const PREFIX = 'encoder.';

/**
 * The encoder of a checkpoint alone, under the names that the official fine-tuning gives it: without 'encoder.' (fact
 * sheet 1.13).
 */
export function encoderOf(tensors: CheckpointSource['tensors']): CheckpointSource['tensors'] {
  const inside = [...tensors].filter(([name]) => name.startsWith(PREFIX));
  return new Map(inside.map(([name, tensor]) => [name.slice(PREFIX.length), tensor]));
}
