import { poisson } from '../../corruption/noise.js';
import { at, type BySeverity, type Corruption } from './corruption.js';
import { mapped, planesOf, toLevels } from './planes.js';

// Pixels are in [0, 1], and every channel of a pixel has noise of its own (fact sheet 2.7).

const deviations: BySeverity<number> = [0.08, 0.12, 0.18, 0.26, 0.38];

export const gaussianNoise: Corruption = {
  label: 'Gaussian noise',
  group: 'noise',
  apply(image, severity, random) {
    const deviation = at(deviations, severity);
    return toLevels(mapped(planesOf(image), x => x + random.normal(deviation)));
  },
};

/** Photons that white is worth. */
const photons: BySeverity<number> = [60, 25, 12, 5, 3];

export const shotNoise: Corruption = {
  label: 'Shot noise',
  group: 'noise',
  apply(image, severity, random) {
    const white = at(photons, severity);
    return toLevels(mapped(planesOf(image), x => poisson(x * white, random) / white));
  },
};

/** The share of values that become 0 or 1, half of them each. */
const amounts: BySeverity<number> = [0.03, 0.06, 0.09, 0.17, 0.27];

export const impulseNoise: Corruption = {
  label: 'Impulse noise',
  group: 'noise',
  apply(image, severity, random) {
    const amount = at(amounts, severity);
    return toLevels(
      mapped(planesOf(image), x => {
        const draw = random.uniform();
        if (draw >= amount) return x;
        return draw < amount / 2 ? 0 : 1;
      }),
    );
  },
};

/** Deviations relative to the pixel. */
const relative: BySeverity<number> = [0.15, 0.2, 0.35, 0.45, 0.6];

export const speckleNoise: Corruption = {
  label: 'Speckle noise',
  group: 'extra',
  apply(image, severity, random) {
    const deviation = at(relative, severity);
    return toLevels(mapped(planesOf(image), x => x + x * random.normal(deviation)));
  },
};
