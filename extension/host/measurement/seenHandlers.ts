import { l10n, window } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { RobustnessMeasurement } from '../../protocol/measurement.js';
import type { MeasurementPageApi } from '../../protocol/measurementPage.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { App } from '../app/app.js';
import { requireTrust } from '../common/trust.js';
import { openImage } from '../images/openImage.js';
import type { MeasurementDocument } from './measurementDocument.js';
import { conditionsOf, placeOf } from './pageRequests.js';

type SeenHandlers = Pick<Handlers<MeasurementPageApi>, 'seen' | 'chooseSeen' | 'openSeen'>;

/** What the gallery is answered: pictures that a classifier saw. Paths stay here. */
export function seenHandlers(app: App, document: MeasurementDocument): SeenHandlers {
  /** Where the images are that the page was told of: by the folder, how many there are of it, and the place. */
  const paths = new Map<string, string>();

  function robustness(id: unknown): RobustnessMeasurement {
    const { found } = document.require(id);
    if (found.kind === 'robustness') return found;
    throw new UserError(l10n.t('Only a measurement of robustness tells what a model saw.'));
  }

  return {
    async seen({ measurement, place, conditions }, { signal, progress }) {
      requireTrustForModel();
      const { checkpoint, folder, images, epsilon, published } = robustness(measurement);
      const request = { checkpoint, folder, images, epsilon, published, place: placeOf(place) };
      await app.engine.call(
        'seen',
        { ...request, conditions: conditionsOf(conditions) },
        {
          signal,
          onProgress: event => {
            if (event.type === 'image') paths.set(keyOf(folder, images, event.place), event.path);
            progress(event);
          },
        },
      );
    },

    async chooseSeen({ measurement }, { signal }) {
      requireTrustForModel();
      const { folder, images } = robustness(measurement);
      const measured = await app.engine.call('measuredImages', { folder, images }, { signal });
      const items = measured.map((label, place) => ({ label, place }));
      const picked = await window.showQuickPick(items, {
        title: l10n.t('Image to Look At'),
        placeHolder: l10n.t('One of the images that were measured with'),
      });
      return picked?.place;
    },

    async openSeen({ measurement, place }) {
      const { folder, images } = robustness(measurement);
      const path = paths.get(keyOf(folder, images, placeOf(place)));
      if (path === undefined) throw new UserError(l10n.t('It is not known any more where this image lies.'));
      await openImage(folder, path);
    },
  };
}

function keyOf(folder: string, images: number | undefined, place: number): string {
  return JSON.stringify([folder, images, place]);
}

/** The engine process waits for trust. */
function requireTrustForModel(): void {
  requireTrust(l10n.t('The model is run once you trust this workspace.'));
}
