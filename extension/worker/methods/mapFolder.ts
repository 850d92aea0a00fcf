import { type Projection, project } from '../../engine/map/project.js';
import type { FolderMap, MapMethod, MapWorkerApi } from '../../protocol/mapApi.js';
import type { CallContext } from '../../protocol/rpc.js';
import { withRuntime } from '../compute.js';
import { type FolderFeatures, keptFeatures } from '../looking/keptFeatures.js';

/** A page that is shown again asks for the same map again. */
const known = new WeakMap<FolderFeatures, Partial<Record<MapMethod, Projection>>>();

/** A folder's images on a plane. */
export function mapFolder(
  { method, ...subject }: MapWorkerApi['mapFolder']['params'],
  context: CallContext<MapWorkerApi['mapFolder']['progress']>,
): Promise<FolderMap> {
  const { signal, progress } = context;
  return withRuntime(async () => {
    const features = await keptFeatures(subject, context);
    const { classes, entries, failed } = features;
    const onProgress = (done: number, total: number) => progress({ part: 'layout', done, total });
    const projections = known.get(features) ?? {};
    known.set(features, projections);
    projections[method] ??= await project(features, method, { signal, onProgress });
    return {
      names: entries.map(({ path }) => path),
      classes,
      labels: Int32Array.from(entries, ({ label }) => label),
      ...projections[method],
      failures: failed.map(({ path, reason }) => ({ name: path, reason })),
    };
  }, signal);
}
