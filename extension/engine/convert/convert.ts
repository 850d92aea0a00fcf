import { access, realpath, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Conversion, ConversionOptions, ConversionProgress } from '../../protocol/conversion.js';
import type { CheckpointSource } from '../checkpoint/checkpoint.js';
import { elementCount } from '../checkpoint/tensorData.js';
import type { TensorSource } from '../checkpoint/tensorSource.js';
import { UserError } from '../errors.js';
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

const FORMATS: Readonly<Record<string, Conversion['format']>> = {
  '.safetensors': 'safetensors',
  '.pth': 'pytorch',
  '.pt': 'pytorch',
  '.onnx': 'onnx',
};

/**
 * The format that the name of a file asks for.
 *
 * @throws UserError for a name that asks for none, options that do not go together, and a file that must not be replaced
 */
async function chooseOutput(from: string, to: string, options: ConversionOptions): Promise<Conversion['format']> {
  const format = FORMATS[extname(to).toLowerCase()];
  if (!format) {
    const known = new Intl.ListFormat('en', { type: 'disjunction' }).format(Object.keys(FORMATS));
    throw new UserError(`${to} does not say which format to write; let its name end with ${known}.`);
  }
  if (options.names === 'timm' && format === 'onnx') {
    throw new UserError(
      `${to} is for other programs than timm: the tensors of ONNX files have the official names; leave out --names timm.`,
    );
  }
  if (options.names === 'timm' && !options.encoderOnly) {
    throw new UserError('timm has names for encoders only; add --encoder-only to --names timm.');
  }
  if (await isSameFile(from, to))
    throw new UserError(`${to} is the file to convert; give another name for the result.`);
  if (!options.overwrite && (await exists(to))) {
    throw new UserError(`${to} exists already; give another name, or --overwrite to replace it.`);
  }
  return format;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([a, b].map(file => realpath(file).catch(() => undefined)));
  return first !== undefined && first === second;
}
