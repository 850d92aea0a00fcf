import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { SeenCondition, SeenRequest } from '../../protocol/seen.js';
import type { Batch } from '../data/batch.js';
import { type CorruptionId, corruptions } from '../data/corruptions/registry.js';
import { decodeImage } from '../data/decode.js';
import type { RgbImage } from '../data/image.js';
import type { Source } from '../data/source.js';
import { makeView, type ViewSpec } from '../data/views/registry.js';
import { UserError } from '../errors.js';
import { compiledClassifier, type PixelClassifier } from '../models/pixelClassifier.js';
import { Random } from '../random.js';
import type { CompiledStep } from '../runtime/runtime.js';
import { asSeen, type Condition, conditionsOf } from './conditions.js';
import { checkPlan, type RobustnessPlan } from './plan.js';
import type { TestedClassifier } from './robustness.js';
import { restrictedTo, subsetOf } from './subset.js';
import { usualAttacks } from './usualPlan.js';

/** What a classifier got, and how likely it takes each class of the source to be. */
export interface Sight {
  /** `[3, side, side]` in [0, 1]. */
  pixels: Float32Array;
  /** `[classes]` */
  probabilities: Float32Array;
}

const nothing: RobustnessPlan = { corruptions: [], severities: [], attacks: [], radii: [] };
/** That of measurements: the same image looks the same here. */
const SEED = 0;

/** Single images under the conditions of a measurement, just as `measureRobustness` has them of the same source and epsilon. */
export class SightOf {
  private readonly model: PixelClassifier;
  private readonly step: CompiledStep;
  private readonly attacks: Condition[];
  private readonly published: string | undefined;
  private image?: { place: number; decoded: RgbImage };

  /**
   * @param source the images that were measured with, in their order
   * @param epsilon of the attacks, of 255
   * @param published a folder of corrupted images in the layout of ImageNet-C; absent = those of the source are corrupted
   * @throws UserError when a class of the source is none of the classifier's
   */
  constructor(
    private readonly classifier: TestedClassifier,
    private readonly source: Source,
    { epsilon, published }: Pick<SeenRequest, 'epsilon' | 'published'>,
  ) {
    this.published = published;
    const { classNames, view } = classifier;
    this.model = restrictedTo(classifier, subsetOf(source, classNames), classNames.length);
    this.step = compiledClassifier(this.model);
    this.attacks = conditionsOf({ ...nothing, attacks: usualAttacks(epsilon) }, this.model, view.side, SEED);
  }

  /**
   * @param place of the image in the source
   * @throws UserError when it cannot be decoded, or the condition rules it out
   */
  async see(place: number, condition: SeenCondition): Promise<Sight> {
    const options = this.classifier.view;
    const view: ViewSpec = { kind: 'evaluation', ...options };
    if (condition.kind !== 'corruption') {
      return this.answer(place, await this.decoded(place), view, this.perturbation(condition));
    }
    const { name, severity } = condition;
    if (!Object.hasOwn(corruptions, name)) throw new UserError(`There is no corruption ${name}.`);
    const asIs = asSeen({ kind: 'corruption', name });
    if (this.published !== undefined) {
      const image = await decodeImage(join(this.published, name, String(severity), this.source.entries[place]!.path));
      // They are cut already.
      return this.answer(place, image, { ...view, cropRatio: 1 }, asIs);
    }
    const corruption = name as CorruptionId;
    checkPlan({ ...nothing, corruptions: [corruption], severities: [severity] }, options.side);
    const corrupted: ViewSpec = { kind: 'corrupted', ...options, corruption, severity };
    return this.answer(place, await this.decoded(place), corrupted, asIs);
  }

  dispose(): void {
    this.step.dispose();
    for (const condition of this.attacks) condition.dispose?.();
  }

  private perturbation(condition: Exclude<SeenCondition, { kind: 'corruption' }>): Condition {
    const { side } = this.classifier.view;
    if (condition.kind === 'filter') {
      const plan = { ...nothing, radii: [condition.radius] };
      checkPlan(plan, side);
      return conditionsOf(plan, this.model, side, SEED).find(({ row }) => row.pass === condition.pass)!;
    }
    const name = condition.kind === 'attack' ? condition.name : 'clean';
    return this.attacks.find(({ row }) => row.name === name)!;
  }

  private async answer(place: number, image: RgbImage, view: ViewSpec, condition: Condition): Promise<Sight> {
    const { side } = this.classifier.view;
    const { classes, entries } = this.source;
    const { label } = entries[place]!;
    const clean = makeView(image, view, new Random(SEED, place))['images']!;
    const fields = { images: clean, labels: Float32Array.of(label) };
    const batch: Batch = { size: 1, indices: Uint32Array.of(place), fields };
    const images = tf.tensor4d(clean, [1, 3, side, side]);
    const targets = tf.tidy(() => tf.cast(tf.oneHot([label], classes.length), 'float32'));
    const perturbed = await condition.perturb(images, targets, batch);
    const [logits] = await this.step.run(perturbed);
    const likely = tf.softmax(logits! as tf.Tensor2D);
    const sight = {
      pixels: perturbed.dataSync<'float32'>().slice(),
      probabilities: likely.dataSync<'float32'>().slice(),
    };
    tf.dispose([images, targets, perturbed, logits!, likely]);
    return sight;
  }

  private async decoded(place: number): Promise<RgbImage> {
    if (this.image?.place !== place) {
      const { root, entries } = this.source;
      this.image = { place, decoded: await decodeImage(join(root, entries[place]!.path)) };
    }
    return this.image.decoded;
  }
}
