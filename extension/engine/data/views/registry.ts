import type { Random } from '../../random.js';
import type { RgbImage } from '../image.js';
import type { Mask } from '../mask.js';
import { type AugmentedOptions, augmentedView } from './augmented.js';
import { type CorruptedOptions, corruptedView } from './corrupted.js';
import { type CropOptions, cropView } from './crop.js';
import { type EvaluationOptions, evaluationView } from './evaluation.js';
import { type PretextOptions, pretextView } from './pretext.js';
import { type SegmentOptions, segmentView } from './segment.js';
import { type SquareOptions, squareView } from './square.js';
import type { FieldSpec, Reduction, View, ViewKind } from './view.js';
import { type WholeOptions, wholeView } from './whole.js';

/** Plain data that says how samples are made; it crosses to the decoding threads. */
export type ViewSpec =
  | ({ kind: 'pretext' } & PretextOptions)
  | ({ kind: 'crop' } & CropOptions)
  | ({ kind: 'augmented' } & AugmentedOptions)
  | ({ kind: 'square' } & SquareOptions)
  | ({ kind: 'evaluation' } & EvaluationOptions)
  | ({ kind: 'corrupted' } & CorruptedOptions)
  | ({ kind: 'segment' } & SegmentOptions)
  | ({ kind: 'whole' } & WholeOptions);

const kinds: { [K in ViewSpec['kind']]: ViewKind<Extract<ViewSpec, { kind: K }>> } = {
  pretext: pretextView,
  crop: cropView,
  augmented: augmentedView,
  square: squareView,
  evaluation: evaluationView,
  corrupted: corruptedView,
  segment: segmentView,
  whole: wholeView,
};

/** The fields that a view fills, in their order. */
export function viewFields(spec: ViewSpec): FieldSpec[] {
  return kindOf(spec).fields(spec);
}

/** How much smaller images may be decoded for a view, if they may be. */
export function reductionOf(spec: ViewSpec): Reduction | undefined {
  return kindOf(spec).reduction?.(spec);
}

/** A sample of an image, and of its mask where it has one. */
export function makeView(image: RgbImage, spec: ViewSpec, random: Random, mask?: Mask): View {
  return kindOf(spec).make(image, spec, random, mask);
}

function kindOf(spec: ViewSpec): ViewKind<ViewSpec> {
  return kinds[spec.kind] as ViewKind<ViewSpec>;
}
