import { bytesFieldStart, floatField, messageField, stringField, varintField } from '../../protobuf.js';

// The messages of ONNX (onnx.proto3 of ONNX 1.12: IR version 8, operator set 17) that a network is made of. Numbers are the
// fields' and types' numbers in that file.

const IR_VERSION = 8;
/** The first with LayerNormalization. */
const OPERATOR_SET = 17;

const dataTypes = { F32: 1, I64: 7 } as const;
/** Types of values in a graph, as safetensors calls them. */
export type OnnxType = keyof typeof dataTypes;

/** Whole numbers are not negative. */
export type Attributes = Readonly<Record<string, { int: number } | { ints: readonly number[] } | { float: number }>>;

/** A size of a value: a number, or the name of one that is known when the network runs. */
export type Dimension = number | string;

/** An input or output of a network. */
export interface OnnxValue {
  name: string;
  /** 32-bit floats of this shape. */
  shape: readonly Dimension[];
  /** What it holds, for people. */
  doc: string;
}

/** A field of `graphFields` for one operation. */
export function nodeField(op: string, inputs: readonly string[], output: string, attributes: Attributes): Uint8Array {
  return messageField(
    1,
    ...inputs.map(input => stringField(1, input)),
    stringField(2, output),
    stringField(3, output),
    stringField(4, op),
    ...Object.entries(attributes).map(([name, value]) => messageField(5, stringField(1, name), ...attribute(value))),
  );
}

function attribute(value: Attributes[string]): Uint8Array[] {
  if ('int' in value) return [varintField(3, value.int), varintField(20, 2)];
  if ('ints' in value) return [...value.ints.map(int => varintField(8, int)), varintField(20, 7)];
  return [floatField(2, value.float), varintField(20, 1)];
}

/** All of a graph's field for a constant tensor but its `byteLength` bytes, which come last. */
export function initializerStart(
  name: string,
  type: OnnxType,
  shape: readonly number[],
  byteLength: number,
): Uint8Array {
  const fields = Buffer.concat([
    ...shape.map(size => varintField(1, size)),
    varintField(2, dataTypes[type]),
    stringField(8, name),
    bytesFieldStart(9, byteLength),
  ]);
  return Buffer.concat([bytesFieldStart(5, fields.byteLength + byteLength), fields]);
}

/** The rest of a graph: its name, inputs and outputs. */
export function graphFields(name: string, inputs: readonly OnnxValue[], outputs: readonly OnnxValue[]): Uint8Array {
  return Buffer.concat([
    stringField(2, name),
    ...inputs.map(input => valueField(11, input)),
    ...outputs.map(output => valueField(12, output)),
  ]);
}

function valueField(field: number, { name, shape, doc }: OnnxValue): Uint8Array {
  const dimensions = shape.map(size =>
    messageField(1, typeof size === 'number' ? varintField(1, size) : stringField(2, size)),
  );
  const type = messageField(1, varintField(1, dataTypes.F32), messageField(2, ...dimensions));
  return messageField(field, stringField(1, name), messageField(2, type), stringField(3, doc));
}

/** All of a model but the `graphBytes` bytes of its graph, which come last. */
export function modelStart(about: ModelAbout, graphBytes: number): Uint8Array {
  return Buffer.concat([
    varintField(1, IR_VERSION),
    stringField(2, 'mfm'),
    stringField(3, about.version),
    stringField(6, about.doc),
    messageField(8, varintField(2, OPERATOR_SET)),
    ...Object.entries(about.metadata).map(([key, value]) =>
      messageField(14, stringField(1, key), stringField(2, value)),
    ),
    bytesFieldStart(7, graphBytes),
  ]);
}

/** What a file says of itself. */
export interface ModelAbout {
  /** Of this program. */
  version: string;
  doc: string;
  metadata: Readonly<Record<string, string>>;
}
