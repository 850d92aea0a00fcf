import { paperSettings } from '../spectrum/degraded.js';
import { standIn } from './frame/standIn.js';
import { spectrumHandlers } from './spectrum/handlers.js';

/** As `mfm.previewMasks` shows it. */
const { handlers, asked, change, shown } = spectrumHandlers({
  images: ['waves.png', 'stripes.png', 'broken.png', 'wide.png'].map((name, id) => ({ id, name })),
  folders: [{ id: 0, name: 'photos' }],
  notes: ['12 images spread evenly over /photos.'],
  config: {
    name: 'demo.yaml',
    size: 224,
    r1: 16,
    r2: null,
    shape: 'circle',
    areaMatched: false,
    sampleRatio: 0.5,
    seed: 0,
    tasks: ['mfm'],
    mode: 'draw',
    degradation: paperSettings,
    masked: true,
    tiles: 1,
  },
});
Object.assign(globalThis, { asked, change, shown });
standIn(handlers);
