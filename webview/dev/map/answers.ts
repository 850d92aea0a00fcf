import { nearestRows } from '../../../extension/engine/map/nearestRows.js';
import type { MapFolder, MapPageApi } from '../../../extension/protocol/mapApi.js';
import type { Handlers } from '../../../extension/protocol/rpc.js';
import { classes, featuresOf, labels, names, pictureOf, pointsOf } from './images.js';

declare global {
  /** Set by a test that needs a map to be under way. */
  var isMapHeld: boolean | undefined;
}

const SIDE = 96;
const own: MapFolder = { id: 'own', name: 'photos' };
const chosen: MapFolder = { id: 'chosen', name: 'holidays' };

/** What the extension would answer to the tab *Map*; `folders`: those that it offers at first. */
export function mapAnswers(folders: MapFolder[] = [own]): Handlers<MapPageApi> {
  const maps = new Map<string, { values: Float32Array; width: number }>();
  return {
    mapFolders: async () => folders,
    chooseMapFolder: async () => chosen,
    async mapFolder({ folder, other, method, layer }, { signal, progress }) {
      const total = names.length;
      for (let done = 0; done <= total; done += 50) {
        progress({ part: 'features', done, total });
        do {
          await new Promise(resolve => setTimeout(resolve, 5));
          signal.throwIfAborted();
        } while (globalThis.isMapHeld && done >= 100);
      }
      const id = `${folder} ${other} ${layer}`;
      const features = featuresOf(other, layer);
      maps.set(id, features);
      const failures = [{ name: 'cups/day/torn.jpg', reason: 'the file is truncated or damaged' }];
      return { id, names, classes, labels, ...pointsOf(features, method), failures };
    },
    async neighbours({ map, image }) {
      const features = maps.get(map)!;
      const query = features.values.subarray(image * features.width, (image + 1) * features.width);
      const near = nearestRows(features, query, 10, row => row !== image);
      return near.map(({ row, similarity }) => ({ image: row, similarity }));
    },
    async thumbnails({ map, images }) {
      globalThis.asked.push(['thumbnails', { map, images }]);
      const data = new Uint8Array(images.length * SIDE * SIDE * 3);
      for (const [place, image] of images.entries()) data.set(pictureOf(image, SIDE), place * SIDE * SIDE * 3);
      // One that went away meanwhile.
      return { side: SIDE, data, failed: images.flatMap((image, place) => (image === 7 ? [place] : [])) };
    },
    async openMapped(params) {
      globalThis.asked.push(['openMapped', params]);
    },
  };
}
