import { access, realpath } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Conversion, ConversionOptions } from '../../protocol/conversion.js';
import { UserError } from '../errors.js';

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
export async function chooseOutput(
  from: string,
  to: string,
  options: ConversionOptions,
): Promise<Conversion['format']> {
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
