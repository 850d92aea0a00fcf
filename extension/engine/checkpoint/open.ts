import type { StoredCheckpoint } from './checkpoint.js';
import { decodeMeta } from './checkpointMeta.js';
import { fileTensor } from './fileTensor.js';
import { officialConfig } from './pytorch/official/officialModel.js';
import { hasOwnEntry, readOwnEntry } from './pytorch/official/ownEntry.js';
import type { Dictionary } from './pytorch/pickleValue.js';
import { openTensorFile, type TensorFile } from './tensorFile.js';

/** A file with tensors, and what it is. Of the file itself nothing is open, and nothing but its header has been read. */
export type OpenedFile = OwnFile | OfficialFile | ForeignFile;

/** A checkpoint of ours in either format (`ownCheckpoint`). */
export interface OwnFile extends TensorFile {
  kind: 'own';
}

/** A checkpoint of the official code, with its config as it was saved (`fileConfig.ts`). */
export interface OfficialFile extends TensorFile {
  kind: 'official';
  config: Dictionary;
}

/** Any other program's: it may hold an encoder that is known (`foreign/findEncoder.ts`), or more of a run. */
export interface ForeignFile extends TensorFile {
  kind: 'foreign';
}

/**
 * Opens any file with tensors; everybody who asks what a file is asks here. Its header is read once and not believed: what it
 * claims is checked when it is asked for, so that the tensors of a file with damaged metadata can still be shown.
 *
 * @throws UserError when it cannot be read or is no complete, consistent file of its format
 */
export async function openFile(file: string): Promise<OpenedFile> {
  const opened = await openTensorFile(file);
  if (isOwn(opened)) return { ...opened, kind: 'own' };
  const config = officialConfig(opened);
  return config ? { ...opened, kind: 'official', config } : { ...opened, kind: 'foreign' };
}

function isOwn(opened: TensorFile): boolean {
  if (opened.format === 'pytorch') return hasOwnEntry(opened);
  return opened.metadata.some(([key, value]) => key === 'format' && value === 'mfm');
}

/**
 * A checkpoint of ours, by the names that we write.
 *
 * @throws UserError when it is none, is damaged, or from a newer version
 */
export function ownCheckpoint(opened: TensorFile): StoredCheckpoint {
  if (opened.format === 'pytorch') return readOwnEntry(opened);
  const meta = decodeMeta(opened.file, Object.fromEntries(opened.metadata));
  return { meta, tensors: new Map([...opened.tensors.keys()].map(name => [name, fileTensor(opened, name)])) };
}
