import { commands, l10n, Uri } from 'vscode';
import type { DecisionPageApi } from '../../../protocol/decisionApi.js';
import type { LookPageApi } from '../../../protocol/lookApi.js';
import type { Handlers } from '../../../protocol/rpc.js';
import type { SegmentationPageApi } from '../../../protocol/segmentationApi.js';
import type { App } from '../../app/app.js';
import { requireTrust } from '../../common/trust.js';
import { pickImages } from '../../images/chosenImages.js';
import type { CheckpointDocument } from '../checkpointDocument.js';
import { LookImages } from './lookImages.js';
import { watchIntents } from './lookIntents.js';
import {
  classOf,
  imageOf,
  layerOf,
  maskOf,
  otherOf,
  patchOf,
  queryOf,
  spectraOf,
  strengthOf,
  tasksOf,
} from './lookRequests.js';

/** What the tabs that look through a checkpoint's model are answered. Paths stay here. */
export function lookHandlers(
  app: App,
  document: CheckpointDocument,
): Handlers<LookPageApi & DecisionPageApi & SegmentationPageApi> {
  const checkpoint = document.file;
  const images = new LookImages(app);
  return {
    async lookModel(_, { signal }) {
      requireTrustForModel();
      return app.engine.call('lookModel', { checkpoint }, { signal });
    },

    lookImages: () => images.list(),

    async chooseLookImages() {
      const chosen = await pickImages(l10n.t('Look at Images'));
      return chosen ? images.choose(chosen) : [];
    },

    async openLookImage(params) {
      await commands.executeCommand('vscode.open', Uri.file(images.file(imageOf(params))));
    },

    watchLook: (_, context) => watchIntents(checkpoint, context),

    async reconstruction(params, { signal }) {
      requireTrustForModel();
      const request = {
        tasks: tasksOf(params),
        mask: maskOf(params),
        strength: strengthOf(params),
        spectra: spectraOf(params),
      };
      const image = images.file(imageOf(params));
      return app.engine.call('reconstruction', { checkpoint, image, ...request }, { signal });
    },

    async attention(params, { signal }) {
      requireTrustForModel();
      const query = queryOf(params);
      const image = images.file(imageOf(params));
      return app.engine.call('attention', { checkpoint, image, query }, { signal });
    },

    async features(params, { signal }) {
      requireTrustForModel();
      const patch = patchOf(params);
      const image = images.file(imageOf(params));
      return app.engine.call('features', { checkpoint, image, patch }, { signal });
    },

    async segmentation(params, { signal }) {
      requireTrustForModel();
      const image = images.file(imageOf(params));
      return app.engine.call('segmentation', { checkpoint, image }, { signal });
    },

    async decision(params, { signal }) {
      requireTrustForModel();
      const request = { class: classOf(params), layer: layerOf(params) };
      const other = otherOf(params);
      const image = images.file(imageOf(params));
      const decider = other === undefined ? checkpoint : await document.otherFile(other);
      return app.engine.call('decision', { checkpoint: decider, image, ...request }, { signal });
    },
  };
}

/** The engine process waits for trust. */
function requireTrustForModel(): void {
  requireTrust(l10n.t('The model is run once you trust this workspace.'));
}
