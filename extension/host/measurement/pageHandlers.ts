import { access } from 'node:fs/promises';
import { commands, l10n, Uri } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { MeasurementPageApi } from '../../protocol/measurementPage.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { App } from '../app/app.js';
import { openCheckpointEditor } from '../checkpoint/openEditor.js';
import { isWithin } from '../common/isWithin.js';
import { openImage } from '../images/openImage.js';
import type { MeasurementDocument } from './measurementDocument.js';
import { measurementId } from './measurementId.js';
import { idsOf, placeOf } from './pageRequests.js';
import { pickMeasurements } from './pickMeasurements.js';
import { seenHandlers } from './seenHandlers.js';
import { segmentHandlers } from './segmentHandlers.js';
import { foldersOf } from './toldMeasurements.js';
import { ofVersion, unknownImage } from './version.js';

/** What the page of a measurement is answered. Nothing that it sends becomes a path. */
export function measurementHandlers(app: App, document: MeasurementDocument): Handlers<MeasurementPageApi> {
  return {
    ...seenHandlers(app, document),
    ...segmentHandlers(app, document),

    watch: (params, context) => document.watch(idsOf(params, 'others'), context),

    async chooseOthers(params) {
      const { found } = document.require(measurementId(document.file));
      const shown = await document.filesOf(idsOf(params, 'others'));
      const chosen = await pickMeasurements(app, found.kind, document.file, shown);
      return chosen?.map(measurementId);
    },

    async openCheckpoint({ measurement }) {
      const { checkpoint } = document.require(measurement).found;
      const isThere = await access(checkpoint).then(
        () => true,
        () => false,
      );
      if (!isThere) throw new UserError(l10n.t('There is no file {0} any more.', checkpoint));
      await openCheckpointEditor(Uri.file(checkpoint));
    },

    async goOn({ measurement }) {
      await commands.executeCommand('mfm.continueMeasurement', Uri.file(document.require(measurement).file));
    },

    async openConfused({ measurement, version, pair, place }) {
      const { found, shown } = ofVersion(document.require(measurement), version);
      const table = shown.measurement;
      if (found.kind !== 'accuracy' || table?.kind !== 'accuracy') throw unknownImage();
      const path = table.confusions[placeOf(pair)]?.images[placeOf(place)];
      if (path === undefined) throw unknownImage();
      await openImage(found.folder, path);
    },

    async openUnusable({ measurement, version, place }) {
      const { found } = ofVersion(document.require(measurement), version);
      const path = found.unusable[placeOf(place)]?.path;
      const folder = foldersOf(found).find(one => path !== undefined && isWithin(one, path));
      if (path === undefined || folder === undefined) throw unknownImage();
      await openImage(folder, path);
    },
  };
}
