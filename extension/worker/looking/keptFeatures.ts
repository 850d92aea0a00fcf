import type { SourceEntry } from '../../engine/data/source.js';
import type { ImageFeatures } from '../../engine/inspect/features/imageFeatures.js';
import { folderFeatures } from '../../engine/map/folderFeatures.js';
import { mapSource, usualImages } from '../../engine/map/mapSource.js';
import type { MapProgress, MapSubject } from '../../protocol/mapApi.js';
import type { CallContext } from '../../protocol/rpc.js';
import { versionOf } from './keptFiles.js';
import { keptModel } from './keptModel.js';

/** Two checkpoints side by side, at two layers; each takes 16 MB at most. */
const KEPT = 4;

/** Features of a folder's images, with the names of its classes. */
export interface FolderFeatures extends ImageFeatures {
  classes: string[];
}

/** The newest last. */
const kept = new Map<string, FolderFeatures>();

/**
 * The features of a folder's images, computed anew when the checkpoint or the list of images has changed. To be called in a turn of
 * the backend's.
 *
 * @throws UserError when the checkpoint holds no model or no image can be decoded, the signal's reason when it aborts
 */
export async function keptFeatures(
  { checkpoint, folder, layer }: MapSubject,
  { signal, progress }: CallContext<MapProgress>,
): Promise<FolderFeatures> {
  const source = await mapSource(folder, usualImages);
  const version = await versionOf(checkpoint);
  const { loaded } = await keptModel(checkpoint);
  const key = JSON.stringify([checkpoint, version, layer, source.root, pathsOf(source.entries)]);
  const found = kept.get(key) ?? {
    classes: source.classes,
    ...(await folderFeatures(source, loaded.model, {
      layer,
      signal,
      onProgress: (done, total) => progress({ part: 'features', done, total }),
    })),
  };
  kept.delete(key);
  kept.set(key, found);
  const [oldest] = kept.keys();
  if (kept.size > KEPT) kept.delete(oldest!);
  return found;
}

function pathsOf(entries: readonly SourceEntry[]): string[] {
  return entries.map(({ path }) => path);
}
