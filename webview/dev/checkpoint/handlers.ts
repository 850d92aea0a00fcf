import type { CheckpointFile, CheckpointPageApi } from '../../../extension/protocol/checkpointPage.js';
import type { Handlers } from '../../../extension/protocol/rpc.js';
import type { CheckpointDifference } from '../../../extension/protocol/workerApi.js';
import { lookAnswers } from '../look/answers.js';
import { fakeSegmentation, withoutTruth } from '../look/segment.js';
import { mapAnswers } from '../map/answers.js';
import { network } from './tensors.js';
import { gaborFilters, positionTables, tensorDetails } from './values.js';

declare global {
  /** What the page asked for, for tests to look at. */
  var asked: [call: string, params: unknown][];
  /** Set by a test that needs a comparison to be under way. */
  var isComparisonHeld: boolean | undefined;
}

/** Answers the page of a file. Of the tensors only those that are asked for are made up. */
export function fileHandlers(file: CheckpointFile): Handlers<CheckpointPageApi> {
  globalThis.asked = [];
  const note = (call: string, params: unknown) => void globalThis.asked.push([call, params]);
  return {
    ...lookAnswers(),
    ...mapAnswers(),
    watch(_, { signal, progress }) {
      progress(file);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
    async segmentation(params) {
      note('segmentation', params);
      return params.image === 'disc' ? fakeSegmentation(6, 0) : withoutTruth(fakeSegmentation(6, 1));
    },
    async openLookImage(params) {
      note('openLookImage', params);
    },
    async tensor(params) {
      note('tensor', params);
      return tensorDetails(file.tensors.find(({ name }) => name === params.name)!);
    },
    async weights() {
      note('weights', {});
      return file.network ? { filters: gaborFilters(), positions: positionTables() } : { positions: [] };
    },
    async chooseOther() {
      return { id: 'epoch-30', label: 'epoch-0030-step-001200.safetensors' };
    },
    async difference(params, { signal, progress }) {
      note('difference', params);
      const names = file.tensors.filter(({ part }) => part === 'model');
      for (let done = 0; done < names.length; done += 20) {
        progress({ done, total: names.length });
        do {
          await new Promise(resolve => setTimeout(resolve, 30));
          signal.throwIfAborted();
        } while (globalThis.isComparisonHeld);
      }
      return madeUpDifference(file);
    },
    async openSibling(params) {
      note('openSibling', params);
    },
    async openRun() {
      note('openRun', {});
    },
  };
}

/** The later a block, the more it changed. */
function madeUpDifference(file: CheckpointFile): CheckpointDifference {
  const models = file.tensors.filter(({ part }) => part === 'model');
  return {
    tensors: models.map(({ name, shape }, i) => {
      const block = Number(/blocks\.(\d+)/.exec(name)?.[1] ?? 0);
      return { name, shape, relative: 0.02 + 0.05 * block + 0.001 * (i % 7), largest: 0.1 + 0.01 * block };
    }),
    missing: ['encoder.blocks.0.gamma_1'],
    unexpected: ['decoder.norm.weight'],
    reshaped: [{ name: 'encoder.pos_embed', shape: [1, 197, network.width], otherShape: [1, 145, network.width] }],
    settings: [{ key: 'TRAIN.EPOCHS', value: '300', otherValue: '150' }],
  };
}
