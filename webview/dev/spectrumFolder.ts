import { standIn } from './frame/standIn.js';
import { spectrumHandlers } from './spectrum/handlers.js';

/** As `mfm.previewSpectrum` shows a folder: images of any shape, no config. */
const { handlers, asked, change, shown } = spectrumHandlers({
  images: [{ id: 2, name: 'wide.png' }],
  folders: [{ id: 0, name: 'photos' }],
  notes: [],
});
Object.assign(globalThis, { asked, change, shown });
standIn(handlers);
