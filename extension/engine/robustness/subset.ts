import * as tf from '@tensorflow/tfjs-core';
import type { Source } from '../data/source.js';
import { UserError } from '../errors.js';
import type { PixelClassifier } from '../models/pixelClassifier.js';

/**
 * Which of a classifier's classes the class folders of a source are, as ImageNet-A and -R have only 200 of a thousand (fact sheet
 * 2.7).
 *
 * @param known names of the classes that the classifier tells apart, in the order of its logits
 * @returns `[classes of the source]`: indices of logits
 * @throws UserError when an image is in no class, or a class is not known
 */
export function subsetOf({ root, classes, entries }: Source, known: readonly string[]): number[] {
  const stray = entries.find(({ label }) => label < 0);
  if (stray) throw new UserError(`${stray.path} in ${root} lies in no class folder; every image needs one.`);
  const indices = new Map(known.map((name, i) => [name, i]));
  return classes.map(name => {
    const index = indices.get(name);
    if (index !== undefined) return index;
    throw new UserError(
      `${name} in ${root} is none of the ${known.length} classes that the classifier knows (${known.slice(0, 3).join(', ')}, ...): ` +
        'rename the folder to its class or take it away.',
    );
  });
}

/**
 * The classifier as if there were no other classes: its logits are those of the subset.
 *
 * @param subset indices of logits, each once
 * @param classes logits of the classifier
 */
export function restrictedTo(model: PixelClassifier, subset: readonly number[], classes: number): PixelClassifier {
  if (subset.length === classes && subset.every((index, i) => index === i)) return model;
  // A product with zeros and ones instead of a gather, whose gradient WebAssembly lacks.
  const selection = Float32Array.from({ length: classes * subset.length }, (_, i) =>
    subset[i % subset.length] === Math.floor(i / subset.length) ? 1 : 0,
  );
  return {
    ...model,
    classify: images => tf.matMul(model.classify(images), tf.tensor2d(selection, [classes, subset.length])),
  };
}
