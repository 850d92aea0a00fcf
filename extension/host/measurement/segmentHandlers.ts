import { l10n } from 'vscode';
import type { MeasuredSegment, MeasurementPageApi } from '../../protocol/measurementPage.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { App } from '../app/app.js';
import { requireTrust } from '../common/trust.js';
import { imageFile, openImage } from '../images/openImage.js';
import type { MeasurementDocument } from './measurementDocument.js';
import { placeOf } from './pageRequests.js';
import { ofVersion, unknownImage } from './version.js';

type SegmentHandlers = Pick<Handlers<MeasurementPageApi>, 'segmented' | 'openSegmented'>;

/** What the page is answered of images in which classes of pixels are recognised worst. */
export function segmentHandlers(app: App, document: MeasurementDocument): SegmentHandlers {
  function imageOf({ measurement, version, class: index, place }: MeasuredSegment) {
    const { found } = ofVersion(document.require(measurement), version);
    if (found.kind !== 'segmentation') throw unknownImage();
    const image = found.classes[placeOf(index)]?.worst[placeOf(place)];
    if (!image) throw unknownImage();
    return { ...image, checkpoint: found.checkpoint, folder: found.folder };
  }

  return {
    async segmented(params, { signal }) {
      requireTrust(l10n.t('The model is run once you trust this workspace.'));
      const { checkpoint, folder, path, mask } = imageOf(params);
      const [image, truth] = await Promise.all([imageFile(folder, path), imageFile(folder, mask)]);
      return app.engine.call('segmentation', { checkpoint, image, mask: truth }, { signal });
    },

    async openSegmented(params) {
      const { folder, path } = imageOf(params);
      await openImage(folder, path);
    },
  };
}
