import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import type { Attribute } from './attributes.js';
import type { Binding, TensorMetadata } from './binding.js';

/** The parts of tfjs-node's `NodeJSKernelBackend` that this program uses. */
interface NodeBackend extends tf.KernelBackend {
  readonly tensorMap: { get(dataId: object): { refCount: number } };
  createOutputTensor(metadata: TensorMetadata): tf.Tensor;
  getInputTensorIds(tensors: tf.TensorInfo[]): number[];
  executeSingleOutput(name: string, attributes: Attribute[], inputs: tf.TensorInfo[]): tf.Tensor;
}

type NodeBackendModule = { NodeJSKernelBackend: new (binding: Binding, packageName: string) => NodeBackend };

/** tfjs's backend 'tensorflow': the kernels of tfjs-node on a binding of this program's own. */
export class Backend {
  private constructor(
    readonly binding: Binding,
    private readonly node: NodeBackend,
  ) {}

  /** Loads the kernels, which only this backend needs. */
  static async load(binding: Binding): Promise<Backend> {
    return new Backend(binding, await loadKernels(binding));
  }

  /** Makes this the backend of tfjs in this process. */
  async activate(): Promise<void> {
    if (!tf.registerBackend('tensorflow', () => this.node)) throw new Error('TensorFlow runs in this process already.');
    if (!(await tf.setBackend('tensorflow'))) throw new Error('tfjs refused the backend "tensorflow".');
    await tf.ready();
  }

  /** The number of a tensor; its values go to TensorFlow when they have not yet. */
  id(tensor: tf.TensorInfo): number {
    return this.node.getInputTensorIds([tensor])[0]!;
  }

  /** Whether the values of a tensor belong to other tensors, too. */
  isShared(tensor: tf.TensorInfo): boolean {
    return this.node.tensorMap.get(tensor.dataId).refCount > 1;
  }

  /** A tfjs tensor of what the binding numbered. */
  tensor(metadata: TensorMetadata): tf.Tensor {
    return this.node.createOutputTensor(metadata);
  }

  /** Executes any op of TensorFlow that has one output. */
  execute(name: string, attributes: Attribute[], inputs: tf.TensorInfo[]): tf.Tensor {
    return this.node.executeSingleOutput(name, attributes, inputs);
  }
}

/** Loads tfjs-node's kernels but not its index, which would load the C++ addon. */
async function loadKernels(binding: Binding): Promise<NodeBackend> {
  // These files call two functions of Node that warn in Node 22 and are gone in 23.
  const isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  Object.assign(util, { isNullOrUndefined, isArray: Array.isArray });
  await import('@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js');
  const { default: module } = await import('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js');
  const { NodeJSKernelBackend } = module as unknown as NodeBackendModule;
  return new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu');
}
