import type { MeasurementPageApi } from '../../../extension/protocol/measurementPage.js';
import type { Handlers } from '../../../extension/protocol/rpc.js';
import { fakeSegmentation } from '../look/segment.js';
import { fakeFiles } from './fakeFiles.js';
import { fakeImage, fakePicture } from './fakeSeen.js';

/** What the person chooses when it is asked, and what is said in a workspace that is not trusted; for tests to set. */
declare global {
  var chosenOthers: string[] | undefined;
  var isUntrusted: boolean | undefined;
}

const userError = (message: string) => Object.assign(new Error(message), { name: 'UserError' });

/** Answers the page of a made-up file. */
export function measurementAnswers(own: string): Handlers<MeasurementPageApi> {
  return {
    watch({ others }, { signal, progress }) {
      note('watch', { others });
      progress([own, ...others].map(id => fakeFiles[id]).filter(file => file !== undefined));
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
    async chooseOthers(params) {
      note('chooseOthers', params);
      return globalThis.chosenOthers;
    },
    openCheckpoint: async params => note('openCheckpoint', params),
    goOn: async params => note('goOn', params),
    async openConfused(params) {
      note('openConfused', params);
      if (params.place === 1) throw userError('There is no file /photos/b.png any more.');
    },
    async segmented(params, { signal }) {
      note('segmented', params);
      await new Promise(resolve => setTimeout(resolve, 20));
      signal.throwIfAborted();
      if (params.place === 2) throw userError('There is no file /photos/c.jpg any more.');
      return fakeSegmentation(6, params.place);
    },
    openSegmented: async params => note('openSegmented', params),
    openUnusable: async params => note('openUnusable', params),
    async seen(params, { signal, progress }) {
      note('seen', params);
      if (globalThis.isUntrusted) throw userError('The model is run once you trust this workspace.');
      progress({ type: 'image', ...fakeImage(params.place) });
      for (const [i, condition] of params.conditions.entries()) {
        await new Promise(resolve => setTimeout(resolve, 2));
        signal.throwIfAborted();
        progress({ type: 'picture', ...fakePicture(params.place, condition, i) });
      }
    },
    async chooseSeen(params) {
      note('chooseSeen', params);
      return 3;
    },
    openSeen: async params => note('openSeen', params),
  };
}

function note(method: string, params: unknown): void {
  globalThis.mfmCalls ??= [];
  globalThis.mfmCalls.push([method, params]);
}
