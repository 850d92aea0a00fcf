import { stat } from 'node:fs/promises';
import type { Conversion, ConversionOptions, ConversionProgress } from '../../protocol/conversion.js';
import type { CheckpointSource } from '../checkpoint/checkpoint.js';
import { elementCount } from '../checkpoint/tensorData.js';
import type { TensorSource } from '../checkpoint/tensorSource.js';
import { UserError } from '../errors.js';
import { chooseOutput } from './chooseOutput.js';
import { convertToOnnx } from './onnxOutput.js';
import { openInput } from './openInput.js';
import { timmNames } from './timmNames.js';
import { watched } from './watched.js';
import { writeCheckpoint, writeEncoder } from './writeOutput.js';

/**
 * Writes a checkpoint in another format, which the extension of `to` names. One tensor is in memory at a time, and `to`
 * is there only when it is complete.
 *
 * @throws UserError when `from` cannot be read or has nothing to convert, or `to` is in the way or cannot be written
 */
export async function convert(
  from: string,
  to: string,
  options: ConversionOptions = {},
  report: (progress: ConversionProgress) => void = () => {},
): Promise<Conversion> {
  const format = await chooseOutput(from, to, options);
  if (format === 'onnx') return convertToOnnx(from, to, options, report);
  const { meta, tensors: found, notes } = await openInput(from, options);
  const selected = chosen(found, options);
  if (selected.size === 0)
    throw new UserError(`${from} holds no encoder; name a file that does, or leave out --encoder-only.`);
  const tensors = watched(selected, report);
  const isWhole = meta !== undefined && !options.encoderOnly;
  if (isWhole) await writeCheckpoint(from, to, format, { meta, tensors });
  else await writeEncoder(to, format, tensors);
  const model = [...tensors].filter(([name]) => !name.startsWith('optimizer.'));
  return {
    from,
    to,
    format,
    content: isWhole ? 'checkpoint' : 'encoder',
    tensors: tensors.size,
    values: model.reduce((sum, [, { shape }]) => sum + elementCount(shape), 0),
    bytes: (await stat(to)).size,
    notes,
  };
}

function chosen(tensors: ReadonlyMap<string, TensorSource>, { encoderOnly, names }: ConversionOptions) {
  if (!encoderOnly) return tensors;
  return names === 'timm' ? timmNames(encoderOf(tensors)) : encoderOf(tensors);
}

const PREFIX = 'encoder.';

/**
 * The encoder of a checkpoint alone, under the names that the official fine-tuning gives it: without 'encoder.' (fact
 * sheet 1.13).
 */
function encoderOf(tensors: CheckpointSource['tensors']): CheckpointSource['tensors'] {
  const inside = [...tensors].filter(([name]) => name.startsWith(PREFIX));
  return new Map(inside.map(([name, tensor]) => [name.slice(PREFIX.length), tensor]));
}
