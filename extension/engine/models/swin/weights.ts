import { truncatedNormal } from '../initialisers.js';

/** How linear layers and position tables of a Swin transformer start: truncated at +-2, which hardly ever happens. */
export const normalWeights = truncatedNormal(0.02, 2 / 0.02);
