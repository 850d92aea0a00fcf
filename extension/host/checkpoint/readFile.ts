import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { l10n } from 'vscode';
import type { CheckpointMeta } from '../../engine/checkpoint/checkpointMeta.js';
import { classesOf } from '../../engine/checkpoint/classes.js';
import { readableConfig } from '../../engine/checkpoint/fileConfig.js';
import { findEncoder } from '../../engine/checkpoint/foreign/findEncoder.js';
import { type OpenedFile, openFile, ownCheckpoint } from '../../engine/checkpoint/open.js';
import { hasOfficialDecoder, officialEpoch } from '../../engine/checkpoint/pytorch/official/officialModel.js';
import { elementCount } from '../../engine/checkpoint/tensorData.js';
import { networkDrawing } from '../../engine/config/networkDrawing.js';
import { parseConfig } from '../../engine/config/parse.js';
import { isFineTuning, isSegmenting } from '../../engine/config/purpose.js';
import { type Config, fields, valueAt } from '../../engine/config/schema.js';
import { valueText } from '../../engine/config/valueText.js';
import { UserError } from '../../engine/errors.js';
import { readFailure } from '../../engine/files/fileProblem.js';
import { parameterCount, type TensorRow, tensorRows } from '../../engine/inspect/weights/checkpointTensors.js';
import type { CheckpointFile, SettingEntry } from '../../protocol/checkpointPage.js';

type Words = Pick<typeof l10n, 't'>;

/** A file without its place in a workspace and in a run. */
export type FileContents = Omit<CheckpointFile, 'folder' | 'run'>;

/** What a file is, from its header alone. What cannot be read is described, too: there is no failure. */
export async function readFile(l10n: Words, file: string): Promise<FileContents> {
  const name = basename(file);
  const empty = { name, version: '', bytes: 0, parameters: 0, tensors: [], metadata: [], settings: [] };
  try {
    const { size, mtimeMs } = await stat(file);
    const known = { ...empty, bytes: size, version: `${mtimeMs} ${size}` };
    const opened = await openFile(file);
    return { ...known, ...(opened.format === 'pytorch' ? describePytorch : describe)(l10n, opened) };
  } catch (error) {
    return { ...empty, kind: 'broken', message: readFailure(file, error).message };
  }
}

function describe(l10n: Words, opened: OpenedFile) {
  const tensors = tensorRows(opened);
  const about = orSentence(() => ownCheckpoint(opened).meta);
  if (typeof about === 'string') {
    const { metadata } = opened;
    const message = foreignFile(l10n, opened).message ?? about;
    return { kind: 'tensors' as const, message, tensors, parameters: valueCount(tensors), metadata };
  }
  const config = orSentence(() => parseConfig(about.config, opened.file));
  return {
    kind: 'checkpoint' as const,
    message: typeof config === 'string' ? config : undefined,
    tensors,
    parameters: parameterCount(tensors),
    progress: progressOf(about),
    settings: typeof config === 'string' ? [] : settingsOf(config),
    segments: typeof config !== 'string' && isSegmenting(config),
    ...(typeof config === 'string' ? {} : networkOf(config, tensors)),
  };
}

function describePytorch(l10n: Words, opened: OpenedFile) {
  const tensors = tensorRows(opened);
  const { message, config } = foreignFile(l10n, opened);
  const data = l10n.t('This is a PyTorch file: its tensors and plain values are shown, nothing in it is run.');
  const { metadata } = opened;
  return {
    kind: 'pytorch' as const,
    message: message ? `${data} ${message}` : data,
    tensors,
    parameters: valueCount(tensors),
    metadata,
    settings: config ? settingsOf(config) : [],
    ...(config && networkOf(config, tensors)),
  };
}

/** What a file says, or why it cannot be told. */
function orSentence<T>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

function progressOf({ epoch, step, updates, metric, loss, bestLoss, created, mfmVersion }: CheckpointMeta) {
  return { epoch, step, updates, metric, loss, bestLoss, created, mfmVersion };
}

/** The network of a config as it is drawn, and how many classes it tells. */
function networkOf(config: Config, tensors: readonly TensorRow[]) {
  const classes = classesTold(tensors, config);
  return { network: networkDrawing(config, classes), classes };
}

/** How many classes the network of a config tells that was fine-tuned. */
function classesTold(tensors: readonly TensorRow[], config: Config | undefined): number | undefined {
  return config && isFineTuning(config) ? classesOf(tensors) : undefined;
}

/** Of another program's file nobody knows what is learned: all values of its model count. */
function valueCount(tensors: readonly TensorRow[]): number {
  const counts = tensors.filter(({ part }) => part === 'model').map(({ shape }) => elementCount(shape));
  return counts.reduce((sum, count) => sum + count, 0);
}

function settingsOf(config: Config): SettingEntry[] {
  return [...fields].map(([key, field]) => {
    const value = valueText(valueAt(config, key));
    return { key, value, isDefault: value === valueText(field.default), description: field.description };
  });
}

/** What a file is that is looked at as another program's, if that is known, and the config of a whole pre-trained model in it. */
function foreignFile(l10n: Words, opened: OpenedFile): { message?: string; config?: Config } {
  const found = findEncoder(opened);
  if (!found) return {};
  const config = readableConfig(opened);
  if (!config || !hasOfficialDecoder(opened)) {
    const message = l10n.t('This is {0}. A run can start with it: set PRETRAINED in its config.', found.what);
    return { message, config: config && isFineTuning(config) ? config : undefined };
  }
  const epochs = officialEpoch(opened) ?? 0;
  const message = l10n.t(
    'This is an official MFM checkpoint after {0} epochs, {1}. A run can go on from it: set MODEL.RESUME in its config.',
    epochs,
    found.what,
  );
  return { message, config };
}
