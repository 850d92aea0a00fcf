import type { Measurement } from '../../../extension/protocol/measurement.js';
import type { ShownMeasurement } from '../../../extension/protocol/measurementPage.js';
import { fakeAccuracy } from './fakeAccuracy.js';
import { fakeProbe } from './fakeProbe.js';
import { fakeRobustness, interrupted } from './fakeRobustness.js';
import { fakeSegmented } from './fakeSegmentation.js';

const late = 'runs/demo/checkpoints/epoch-0020-step-002000.safetensors';
const early = 'runs/demo/checkpoints/epoch-0005-step-000500.safetensors';

/** Files by the ids that the page knows. */
export const fakeFiles: Record<string, ShownMeasurement> = {
  robust: file('robust', fakeRobustness(late, 0.86, 0.3)),
  weaker: file('weaker', fakeRobustness(early, 0.7, 0.6)),
  interrupted: file('interrupted', interrupted(fakeRobustness(late, 0.86, 0.3))),
  accuracy: file('accuracy', fakeAccuracy(late, 7, 6)),
  earlier: file('earlier', { ...fakeAccuracy(early, 7, 3), unusable: [] }),
  many: file('many', { ...fakeAccuracy(late, 100, 6), unusable: [] }),
  probe: file('probe', fakeProbe(undefined, undefined)),
  layer4: file('layer4', fakeProbe(4, undefined)),
  layer8: file('layer8', fakeProbe(8, undefined)),
  labels1: file('labels1', fakeProbe(undefined, 1)),
  labels10: file('labels10', fakeProbe(undefined, 10)),
  pixels: file('pixels', fakeSegmented(late, 6, 40)),
  'pixels-early': file('pixels-early', fakeSegmented(early, 6, 10)),
  broken: {
    id: 'broken',
    version: '1',
    name: 'broken.mfm.json',
    message: '/photos/broken.mfm.json is damaged or no measurement of mfm; measure the checkpoint again.',
  },
};

function file(id: string, measurement: Measurement): ShownMeasurement {
  return { id, version: '1', name: `${id}.mfm.json`, run: 'runs/demo', measurement };
}
