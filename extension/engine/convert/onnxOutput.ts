import { stat } from 'node:fs/promises';
import type { Conversion, ConversionOptions, ConversionProgress } from '../../protocol/conversion.js';
import { openAveraged } from '../checkpoint/averagedFile.js';
import { reportLines } from '../checkpoint/loadReport.js';
import { openFile } from '../checkpoint/open.js';
import { storedClassifier } from '../checkpoint/storedClassifier.js';
import { type StoredModel, storedModel } from '../checkpoint/storedModel.js';
import { storedSegmenter } from '../checkpoint/storedSegmenter.js';
import { elementCount } from '../checkpoint/tensorData.js';
import type { TensorFile } from '../checkpoint/tensorFile.js';
import type { TensorSource } from '../checkpoint/tensorSource.js';
import type { Config } from '../config/schema.js';
import { UserError } from '../errors.js';
import type { OnnxNetwork } from '../export/onnx/network.js';
import { writeOnnx } from '../export/onnx/writeOnnx.js';
import { Parameters } from '../models/parameters.js';
import { createEncoder } from '../models/registry.js';
import { requireConversionMemory } from './conversionMemory.js';
import { watched } from './watched.js';

/** A network of a file, and where its tensors come from, by the names of `writeOnnx`. */
interface Found {
  network: OnnxNetwork;
  sources: ReadonlyMap<string, TensorSource>;
  /** What became of the file's tensors, in lines. */
  notes: string[];
}

/**
 * Writes the network of a file as ONNX: of a fine-tuned one the classifier, of one that segments the segmenter, else the encoder.
 *
 * @throws UserError when the file has no network that is known, or not all of its encoder
 */
export async function convertToOnnx(
  from: string,
  to: string,
  { encoderOnly, average }: ConversionOptions,
  report: (progress: ConversionProgress) => void,
): Promise<Conversion> {
  const opened = await (average ? openAveraged(from) : openFile(from));
  const model = storedModel(opened);
  const whole = encoderOnly ? undefined : (segmenterOf(opened, model.config) ?? classifierOf(opened, model.config));
  const { network, sources, notes } = whole ?? encoderOf(from, model);
  const tensors = watched(sources, report);
  const { inputs, outputs } = await writeOnnx(to, network, name => tensors.get(name)!.read());
  return {
    from,
    to,
    format: 'onnx',
    content: network.part,
    tensors: tensors.size,
    values: [...tensors.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0),
    bytes: (await stat(to)).size,
    notes: [
      ...[...inputs, ...outputs].map(({ name, shape, doc }) => `${name} [${shape.join(', ')}]: ${doc}`),
      ...notes,
    ],
  };
}

function classifierOf(opened: TensorFile, config: Config): Found | undefined {
  const found = storedClassifier(opened, config);
  if (!found) return undefined;
  const { classes, parameters, sources } = found;
  requireConversionMemory(opened.file, parameters.state);
  return { network: { config, part: 'classifier', classes }, sources, notes: [] };
}

function segmenterOf(opened: TensorFile, config: Config): Found | undefined {
  const found = storedSegmenter(opened, config);
  if (!found) return undefined;
  requireConversionMemory(opened.file, found.parameters.state);
  return { network: { config, part: 'segmenter' }, sources: found.sources, notes: [] };
}

function encoderOf(file: string, model: StoredModel): Found {
  const { stored, state } = new Parameters(createEncoder(model.config, 'pretraining').state);
  requireConversionMemory(file, state);
  const { sources, report } = model.match(stored);
  const lacking = stored.filter(({ name, buffer }) => !sources.has(name) && buffer?.dtype !== 'I64');
  if (lacking.length > 0) {
    throw new UserError(
      `${file} lacks ${lacking[0]!.name} of the encoder, without which it cannot run; convert the file that it was made of.`,
    );
  }
  return {
    network: { config: model.config, part: 'encoder' },
    sources,
    notes: report ? reportLines(report, file) : [],
  };
}
