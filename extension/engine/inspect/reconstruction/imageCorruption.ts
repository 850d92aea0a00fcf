import type { DegradationStrength } from '../../../protocol/degradation.js';
import type { Config } from '../../config/schema.js';
import { type Task, tasksOf } from '../../config/tasks.js';
import { drawnSettings, withStrength } from '../../corruption/degradationStrength.js';
import { degradationText } from '../../corruption/degradationText.js';
import { degrade } from '../../corruption/degrade.js';
import type { MaskShape } from '../../frequency/maskShape.js';
import type { Taken } from '../../methods/mfm/reconstruct.js';
import { Random } from '../../random.js';
import { type MaskKind, type ReconstructionMask, reconstructionMask } from './reconstructionMask.js';

/** Names the random streams of what is looked at, apart from those of training and of samples. */
const LOOKING_STREAM = 0x10;

/** How an image is to be corrupted; what is not said is as the model was trained. */
export interface WantedCorruption {
  tasks: readonly Task[];
  /** What survives the mask; of use with the task 'mfm' alone. */
  kind: MaskKind;
  radius?: number | [number, number];
  shape?: MaskShape;
  strength?: Partial<DegradationStrength>;
}

/** A way to corrupt images, and what it is. */
export interface ImageCorruption {
  /** What is done to the pixels, in a sentence; undefined for nothing. */
  degradation?: string;
  /** Undefined where no frequencies are masked. */
  mask?: ReconstructionMask;
  /** @param pixels `[3, size, size]` in [0, 1] */
  take(pixels: Float32Array): Taken;
}

/** The tasks under which a model is looked at first: those of its training, or the first of several that it draws between. */
export function usualTasks({ DATA: data }: Config): readonly Task[] {
  const tasks = tasksOf(data);
  return data.TASKS_MODE === 'chain' ? tasks : tasks.slice(0, 1);
}

/**
 * Decides how images are corrupted; the same every time, since all that is drawn follows from the config's SEED.
 *
 * @throws UserError when a radius or a strength does not fit the model's images
 */
export function imageCorruption(config: Config, wanted: WantedCorruption): ImageCorruption {
  const { tasks, kind, radius, shape, strength = {} } = wanted;
  const { DATA: data, SEED: seed } = config;
  const size = data.IMG_SIZE;
  const mask = tasks.includes('mfm') ? reconstructionMask(config, kind, radius, shape) : undefined;
  const settings = drawnSettings(withStrength(data, strength, size), new Random(seed, LOOKING_STREAM));
  const degradation = degradationText(tasks, settings);
  return {
    degradation,
    mask,
    take: pixels => ({
      masks: mask?.mask,
      degraded: degradation ? degrade(pixels, size, tasks, settings, new Random(seed, LOOKING_STREAM, 1)) : undefined,
    }),
  };
}
