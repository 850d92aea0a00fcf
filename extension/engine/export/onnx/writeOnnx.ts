import { type TensorData, toFloat32 } from '../../checkpoint/tensorData.js';
import { toYaml } from '../../config/write.js';
import { UserError } from '../../errors.js';
import { writeAll, writeAtomically } from '../../files/atomicFile.js';
import { version } from '../../version.js';
import type { Initializer } from './graph.js';
import { graphFields, initializerStart, modelStart, type OnnxValue } from './messages.js';
import { type OnnxNetwork, type OnnxProgram, onnxProgram } from './network.js';

/** A message of protocol buffers, and so an ONNX file without companions, ends here. */
const LARGEST = 2 ** 31 - 1;

/** The inputs and outputs of a file. */
export interface OnnxInterface {
  inputs: OnnxValue[];
  outputs: OnnxValue[];
}

/**
 * Writes a network as an ONNX file, atomically; its tensors are read and written one at a time.
 *
 * @param read gives the network's tensors by the names of our checkpoints: official ones, those of an encoder with 'encoder.'
 * @throws UserError for a network that cannot be exported, a tensor of another shape, and a disk that does not take it
 */
export async function writeOnnx(
  file: string,
  network: OnnxNetwork,
  read: (name: string) => Promise<TensorData>,
): Promise<OnnxInterface> {
  const program = onnxProgram(network);
  const initializers = [...program.graph.initializers.values()];
  const starts = initializers.map(tensor =>
    initializerStart(tensor.name, tensor.type, tensor.shape, byteLength(tensor)),
  );
  const rest = graphFields('mfm', program.inputs, program.outputs);
  const sizes = [...program.graph.nodes, ...starts, rest].map(piece => piece.byteLength);
  const graphBytes = sum(sizes) + sum(initializers.map(byteLength));
  const start = modelStart(about(network, program), graphBytes);
  if (start.byteLength + graphBytes > LARGEST) throw tooLarge(file, start.byteLength + graphBytes);
  await writeAtomically(file, async handle => {
    await writeAll(handle, start);
    for (const node of program.graph.nodes) await writeAll(handle, node);
    await writeAll(handle, rest);
    for (const [i, tensor] of initializers.entries()) {
      await writeAll(handle, starts[i]!);
      await writeAll(handle, tensor.data ?? (await weight(tensor)));
    }
  });
  return { inputs: program.inputs, outputs: program.outputs };

  async function weight({ name, shape }: Initializer): Promise<Uint8Array> {
    const tensor = await read(name);
    if (tensor.shape.join() !== shape.join()) {
      throw new UserError(
        `${name} is [${tensor.shape.join(', ')}], but the network of the config has [${shape.join(', ')}]; export with the config that it was trained with.`,
      );
    }
    const values = toFloat32(tensor);
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  }
}

function about({ config, part }: OnnxNetwork, { name, outputs }: OnnxProgram) {
  const results = outputs.map(output => `${output.name}: ${output.doc}`).join(' ');
  return {
    version: version(),
    doc: `The ${part} of a network for masked frequency modelling (${name}). images: RGB pixels from 0 to 1; ImageNet mean and standard deviation are applied inside. ${results}`,
    metadata: { 'mfm.part': part, 'mfm.model': name, 'mfm.config': toYaml(config) },
  };
}

function tooLarge(file: string, bytes: number): UserError {
  const size = (bytes / 1e9).toFixed(2);
  return new UserError(
    `${file} would have ${size} GB, and ONNX files end at 2.15 GB; keep this network as .safetensors.`,
  );
}

function byteLength({ type, shape }: Initializer): number {
  return shape.reduce((a, b) => a * b, type === 'F32' ? 4 : 8);
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
