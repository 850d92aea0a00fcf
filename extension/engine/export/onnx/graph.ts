import type { StateSpec } from '../../models/parameters.js';
import { Random } from '../../random.js';
import { type Attributes, nodeField, type OnnxType } from './messages.js';

/** The name of a value in a graph: an input, a constant, a weight, or what an operation gives. */
export type Value = string;

/** A constant tensor of a graph; without data it is a weight, whose values come when the file is written. */
export interface Initializer {
  name: string;
  type: OnnxType;
  shape: readonly number[];
  data?: Uint8Array;
}

/** Collects the operations and constants of a network. Each method adds to it and gives the name of a value. */
export class OnnxGraph {
  /** Encoded, in the order in which they run. */
  readonly nodes: Uint8Array[] = [];
  readonly initializers = new Map<string, Initializer>();
  private readonly specs: ReadonlyMap<string, StateSpec>;

  /**
   * @param state the network's tensors
   * @param nameOf their names by those that `weight` and `derived` get: a classifier's lack the 'encoder.' of encoders
   */
  constructor(
    state: readonly StateSpec[],
    private readonly nameOf: (name: string) => string,
  ) {
    this.specs = new Map(state.map(spec => [spec.name, spec]));
  }

  /** The result of an operation of https://onnx.ai/onnx/operators, called `name` or by its number. */
  node(op: string, inputs: readonly Value[], attributes: Attributes = {}, name?: string): Value {
    const output = name ?? `${op}_${this.nodes.length}`;
    this.nodes.push(nodeField(op, inputs, output, attributes));
    return output;
  }

  /** A learned tensor, under its official name and in its official layout. */
  weight(of: string): Value {
    const { name, shape } = this.spec(of);
    this.initializers.set(name, { name, type: 'F32', shape });
    return name;
  }

  /** A tensor of the network that follows from its sizes: no weight. */
  derived(of: string): Value {
    const { name, shape, init, buffer } = this.spec(of);
    const values = init(new Random(0), product(shape));
    return buffer?.dtype === 'I64' ? this.integers(values, shape, name) : this.floats(values, shape, name);
  }

  floats(values: ArrayLike<number>, shape: readonly number[], name?: string): Value {
    return this.constant('F32', shape, new Uint8Array(Float32Array.from(values).buffer), name);
  }

  integers(values: ArrayLike<number>, shape: readonly number[], name?: string): Value {
    return this.constant('I64', shape, new Uint8Array(BigInt64Array.from(Array.from(values, BigInt)).buffer), name);
  }

  private constant(type: OnnxType, shape: readonly number[], data: Uint8Array, name?: string): Value {
    const key = name ?? `constant_${this.initializers.size}`;
    this.initializers.set(key, { name: key, type, shape, data });
    return key;
  }

  private spec(of: string): StateSpec {
    const spec = this.specs.get(this.nameOf(of));
    if (!spec) throw new Error(`The network has no tensor ${of}.`);
    return spec;
  }
}

/** How many values a shape has. */
function product(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
