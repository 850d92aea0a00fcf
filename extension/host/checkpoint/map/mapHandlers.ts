import { join } from 'node:path';
import { l10n, ViewColumn } from 'vscode';
import { UserError } from '../../../engine/errors.js';
import type { MapPageApi, MapSubject } from '../../../protocol/mapApi.js';
import type { Handlers } from '../../../protocol/rpc.js';
import type { App } from '../../app/app.js';
import { textOf } from '../../common/pageParams.js';
import { requireTrust } from '../../common/trust.js';
import { openImage } from '../../images/openImage.js';
import type { CheckpointDocument } from '../checkpointDocument.js';
import { MapFolders } from './mapFolders.js';
import { mapRequestOf, placeOf, placesOf } from './mapRequests.js';

/** Side of thumbnails in pixels, enough for sharp screens. */
const THUMBNAIL = 96;
const NEIGHBOURS = 10;

/** A map that the page was given. */
interface KnownMap {
  subject: MapSubject;
  names: string[];
}

/** What the tab *Map* is answered. Paths stay here: the page names the images of a map by their places. */
export function mapHandlers(app: App, document: CheckpointDocument): Handlers<MapPageApi> {
  const folders = new MapFolders(app.memory, document.file);
  /** One of each subject: a map that is drawn again takes the place of the one before. */
  const maps = new Map<string, KnownMap>();

  function mapOf(params: unknown): KnownMap {
    const map = maps.get(textOf(params, 'map'));
    if (!map) throw new UserError(l10n.t('The map is not known any more; draw it again.'));
    return map;
  }

  return {
    mapFolders: () => folders.list(),
    chooseMapFolder: () => folders.choose(),

    async mapFolder(params, { signal, progress }) {
      requireTrustForMaps();
      const { folder: folderId, other, method, layer } = mapRequestOf(params);
      const [folder, checkpoint] = [folders.path(folderId), other ? await document.otherFile(other) : document.file];
      const subject = { checkpoint, folder, layer };
      const map = await app.engine.call('mapFolder', { ...subject, method }, { signal, onProgress: progress });
      const id = JSON.stringify([other, folderId, layer]);
      maps.set(id, { subject, names: map.names });
      return { ...map, id };
    },

    async neighbours(params, { signal, progress }) {
      requireTrustForMaps();
      const { subject, names } = mapOf(params);
      const image = named(names, placeOf(params));
      const request = { ...subject, image, count: NEIGHBOURS };
      return app.engine.call('neighbours', request, { signal, onProgress: progress });
    },

    async thumbnails(params, { signal }) {
      requireTrustForMaps();
      const { subject, names } = mapOf(params);
      const files = placesOf(params).map(place => join(subject.folder, named(names, place)));
      return app.engine.call('thumbnails', { files, side: THUMBNAIL }, { signal });
    },

    async openMapped(params) {
      const { subject, names } = mapOf(params);
      // In the page's place it would end the page, and with it what was selected.
      const where = { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: true };
      await openImage(subject.folder, named(names, placeOf(params)), where);
    },
  };
}

function named(names: readonly string[], place: number): string {
  const name = names[place];
  if (name === undefined) throw new UserError(l10n.t('The map is not known any more; draw it again.'));
  return name;
}

/** The engine process waits for trust. */
function requireTrustForMaps(): void {
  requireTrust(l10n.t('Images are run through the model once you trust this workspace.'));
}
