import { open, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { l10n } from 'vscode';
import { type CheckpointMeta, readCheckpointMeta } from '../../engine/checkpoint/checkpoint.js';
import { readFailure } from '../../engine/checkpoint/fileProblem.js';
import { readSafetensorsHeader } from '../../engine/checkpoint/safetensors.js';
import type { SafetensorsHeader } from '../../engine/checkpoint/safetensorsHeader.js';
import { parseConfig } from '../../engine/config/parse.js';
import { type Config, fields, valueAt } from '../../engine/config/schema.js';
import { valueText } from '../../engine/config/valueText.js';
import { UserError } from '../../engine/errors.js';
import { parameterCount, tensorRows } from '../../engine/inspect/checkpointTensors.js';
import { bytes } from '../../engine/report/format.js';
import type { CheckpointFile, SettingEntry } from '../../protocol/checkpointPage.js';
import { networkOf } from './network.js';

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
    if (extname(file) !== '.safetensors') {
      return { ...known, kind: 'pytorch', message: await pytorchSentence(l10n, file, size) };
    }
    return { ...known, ...(await readTensors(file)) };
  } catch (error) {
    return { ...empty, kind: 'broken', message: readFailure(file, error).message };
  }
}

async function readTensors(file: string) {
  const header = await readSafetensorsHeader(file);
  const tensors = tensorRows(header);
  const about = await readMeta(file);
  if (typeof about === 'string') {
    const metadata = Object.entries(header.metadata);
    return { kind: 'tensors' as const, message: about, tensors, parameters: valueCount(header), metadata };
  }
  const config = configOf(about, file);
  return {
    kind: 'checkpoint' as const,
    message: typeof config === 'string' ? config : undefined,
    tensors,
    parameters: parameterCount(tensors),
    progress: progressOf(about),
    settings: typeof config === 'string' ? [] : settingsOf(config),
    network: typeof config === 'string' ? undefined : networkOf(config),
  };
}

/** What our metadata says, or why the file has none of ours. */
async function readMeta(file: string): Promise<CheckpointMeta | string> {
  try {
    return (await readCheckpointMeta(file)).meta;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

function configOf(meta: CheckpointMeta, file: string): Config | string {
  try {
    return parseConfig(meta.config, file);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

function progressOf({ epoch, step, updates, loss, bestLoss, created, mfmVersion }: CheckpointMeta) {
  return { epoch, step, updates, loss, bestLoss, created, mfmVersion };
}

/** Of another program's file nobody knows what is learned: all values count. */
function valueCount(header: SafetensorsHeader): number {
  const counts = [...header.tensors.values()].map(({ shape }) => shape.reduce((product, size) => product * size, 1));
  return counts.reduce((sum, count) => sum + count, 0);
}

function settingsOf(config: Config): SettingEntry[] {
  return [...fields].map(([key, field]) => {
    const value = valueText(valueAt(config, key));
    return { key, value, isDefault: value === valueText(field.default), description: field.description };
  });
}

/** PyTorch writes zip archives; before version 1.6 it wrote pickles. */
async function pytorchSentence(l10n: Words, file: string, size: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    const isZip = buffer.readUInt32BE() === 0x504b0304;
    const what = isZip
      ? l10n.t('a PyTorch archive of {0}', bytes(size))
      : buffer[0] === 0x80
        ? l10n.t('a PyTorch file of {0} in the format before version 1.6', bytes(size))
        : l10n.t('a file of {0} that does not look like one of PyTorch', bytes(size));
    return l10n.t('{0} is {1}. MFM opens safetensors files; reading PyTorch files comes later.', basename(file), what);
  } finally {
    await handle.close();
  }
}
