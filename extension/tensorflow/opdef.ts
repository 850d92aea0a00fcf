import { decodeProto } from './proto.js';

/** An input of an op. Lists take several tensors; `countAttribute` names the attribute that says how many. */
export interface OpInput {
  isList: boolean;
  countAttribute: string;
}

/** What the graph must know of an op. */
export interface OpDefinition {
  inputs: OpInput[];
}

const text = (value: number | Uint8Array): string => (typeof value === 'number' ? '' : Buffer.from(value).toString());

/** Reads an `OpDef` (field numbers of tensorflow/core/framework/op_def.proto). */
export function parseOpDefinition(proto: Uint8Array): OpDefinition {
  const inputs: OpInput[] = [];
  for (const { number, value } of decodeProto(proto)) {
    if (number === 2 && typeof value !== 'number') inputs.push(parseInput(value));
  }
  return { inputs };
}

function parseInput(proto: Uint8Array): OpInput {
  const input: OpInput = { isList: false, countAttribute: '' };
  for (const { number, value } of decodeProto(proto)) {
    if (number === 5) input.countAttribute = text(value);
    if (number === 5 || number === 6) input.isList = true;
  }
  return input;
}
