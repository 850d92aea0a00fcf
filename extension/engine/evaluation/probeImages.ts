import type { Config } from '../config/schema.js';
import { openImageFolder } from '../data/folder.js';
import { requireLabels, requireSameClasses } from '../data/labels.js';
import type { Source } from '../data/source.js';
import { UserError } from '../errors.js';
import { atMost, holdOut } from '../probes/fewLabels.js';
import { Random } from '../random.js';

/** Share of the images that is held out where no others are given. */
const HELD_OUT = 0.2;

/** The images that features are measured on while an encoder is pre-trained. */
export interface ProbeImages {
  /** Those to learn from. */
  known: Source;
  /** Those whose classes are told; absent where none are. */
  asked?: Source;
}

/**
 * Chooses the images of PROBE, the same every time.
 *
 * @param source what the encoder learns from
 * @throws UserError when they have no labels, or too few, and these are needed
 */
export async function openProbeImages({ PROBE, SEED }: Config, source: Source): Promise<ProbeImages> {
  const { TRAIN_PATH, VAL_PATH, K, IMAGES, MEASURES } = PROBE;
  const all = TRAIN_PATH === '' ? source : await openImageFolder(TRAIN_PATH);
  const random = new Random(SEED);
  if (MEASURES.every(measure => measure === 'health')) {
    const places = random.permutation(all.entries.length).subarray(0, IMAGES).sort();
    // Without classes nobody asks for an image of each.
    return { known: { ...part(all, places), classes: [] } };
  }
  requireLabels(all, `PROBE.FREQ ${PROBE.FREQ}`, 'set PROBE.MEASURES to [health], which needs no labels');
  const { known, asked } = await labelled();
  const { length } = known.entries;
  if (MEASURES.includes('knn') && K > length) {
    throw new UserError(`PROBE.K is ${K}, but only ${length} images can vote: set it to ${length} or less.`);
  }
  return { known, asked };

  async function labelled(): Promise<Required<ProbeImages>> {
    if (VAL_PATH === '') {
      const { kept, held } = holdOut(labelsOf(all), all.classes, HELD_OUT, random);
      return { known: some(part(all, kept)), asked: some(part(all, held)) };
    }
    const others = await openImageFolder(VAL_PATH);
    requireSameClasses(others, all, 'PROBE.VAL_PATH');
    return { known: some(all), asked: some(others) };
  }

  /** All images, or PROBE.IMAGES of them. */
  function some(images: Source): Source {
    return part(images, atMost(labelsOf(images), images.classes, IMAGES, random));
  }
}

function part(source: Source, places: Uint32Array): Source {
  return { ...source, entries: Array.from(places, place => source.entries[place]!) };
}

function labelsOf({ entries }: Source): Int32Array {
  return Int32Array.from(entries, ({ label }) => label);
}
