import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../config/schema.js';
import type { FieldSpec } from '../../data/views/view.js';
import type { Random } from '../../random.js';

/**
 * How a sample is mixed with its partner, the one at its place in the reversed batch (fact sheet 1.13): top, bottom, left and right
 * of a rectangle in pixels, the sample's own share of the pixels in it, and of the label. Mixup has the whole image, CutMix a
 * rectangle of which nothing is its own. Outside everything is.
 */
export const mixField: FieldSpec = { name: 'mix', shape: [6] };

type Settings = Config['AUG'];
type Size = readonly [height: number, width: number];
type Mix = [top: number, bottom: number, left: number, right: number, inside: number, share: number];

/** Whether samples are ever mixed. */
export function mixes({ MIXUP, CUTMIX, CUTMIX_MINMAX, MIXUP_PROB }: Settings): boolean {
  return MIXUP_PROB > 0 && (MIXUP > 0 || CUTMIX > 0 || CUTMIX_MINMAX !== null);
}

/** The mixing of a batch, `[batch, 6]`: the same for all, for both of a pair, or another for each (AUG.MIXUP_MODE). */
export function drawMixing(size: Size, batch: number, settings: Settings, random: Random): Float32Array {
  const draws: Record<Settings['MIXUP_MODE'], number> = { batch: 1, pair: Math.ceil(batch / 2), elem: batch };
  const drawn = Array.from({ length: draws[settings.MIXUP_MODE] }, () => drawMix(size, settings, random));
  const of = (i: number) => drawn[Math.min(i, batch - 1 - i)] ?? drawn[0]!;
  const each = settings.MIXUP_MODE === 'elem' ? drawn : Array.from({ length: batch }, (_, i) => of(i));
  return Float32Array.from(each.flat());
}

/**
 * @param images `[batch, channels, H, W]`
 * @param mix `[batch, 6]`
 */
export function mixImages(images: tf.Tensor, mix: tf.Tensor): tf.Tensor {
  const [batch, , height, width] = images.shape as [number, number, number, number];
  const [top, bottom, left, right, inside] = tf
    .split(mix, 6, 1)
    .map(column => tf.reshape(column, [batch, 1, 1, 1])) as tf.Tensor[];
  const within = (length: number, from: tf.Tensor, to: tf.Tensor, shape: number[]) => {
    const place = tf.reshape(tf.range(0, length, 1, 'float32'), shape);
    return tf.cast(tf.logicalAnd(tf.greaterEqual(place, from), tf.less(place, to)), 'float32');
  };
  const rows = within(height, top!, bottom!, [1, 1, height, 1]);
  const columns = within(width, left!, right!, [1, 1, 1, width]);
  const lost = tf.mul(tf.mul(rows, columns), tf.sub(1, inside!));
  return tf.add(tf.mul(images, tf.sub(1, lost)), tf.mul(tf.reverse(images, 0), lost));
}

/**
 * @param targets `[batch, classes]`
 * @param mix `[batch, 6]`
 */
export function mixTargets(targets: tf.Tensor, mix: tf.Tensor): tf.Tensor {
  const share = tf.slice(mix, [0, 5], [-1, 1]);
  return tf.add(tf.mul(targets, share), tf.mul(tf.reverse(targets, 0), tf.sub(1, share)));
}

function drawMix([height, width]: Size, settings: Settings, random: Random): Mix {
  if (!random.bernoulli(settings.MIXUP_PROB)) return [0, 0, 0, 0, 1, 1];
  const { MIXUP: mixup, CUTMIX: cutmix, CUTMIX_MINMAX: minMax, MIXUP_SWITCH_PROB: switches } = settings;
  const canCut = cutmix > 0 || minMax !== null;
  const cuts = canCut && (mixup === 0 || random.bernoulli(switches));
  if (!cuts) {
    const share = random.beta(mixup, mixup);
    return [0, height, 0, width, share, share];
  }
  const [top, bottom, left, right] = minMax
    ? [...placed(height, minMax, random), ...placed(width, minMax, random)]
    : rectangle(height, width, Math.sqrt(1 - random.beta(cutmix, cutmix)), random);
  return [top!, bottom!, left!, right!, 0, 1 - ((bottom! - top!) * (right! - left!)) / (height * width)];
}

/** A rectangle of `ratio` of the sides around any pixel, as far as it lies within the image. */
function rectangle(height: number, width: number, ratio: number, random: Random): number[] {
  return [height, width].flatMap(side => {
    const half = Math.floor(Math.floor(side * ratio) / 2);
    const centre = random.integer(side);
    return [Math.max(0, centre - half), Math.min(side, centre + half)];
  });
}

/** Where a side of between two shares of `side` begins and ends; it lies within. */
function placed(side: number, [least, most]: readonly [number, number], random: Random): [from: number, to: number] {
  const [shortest, end] = [Math.floor(side * least), Math.floor(side * most)];
  const length = shortest + random.integer(Math.max(1, end - shortest));
  const from = random.integer(Math.max(1, side - length));
  return [from, from + length];
}
