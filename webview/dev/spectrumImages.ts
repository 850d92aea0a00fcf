import { standIn } from './frame/standIn.js';
import { spectrumHandlers } from './spectrum/handlers.js';

/** As `mfm.previewSpectrum` shows it: images of any shape, no config. */
const { handlers, asked, change, shown } = spectrumHandlers({
  images: [{ id: 2, name: 'wide.png' }],
  folders: [],
  notes: [],
});
Object.assign(globalThis, { asked, change, shown });
standIn(handlers);
