import * as tf from '@tensorflow/tfjs-core';
import type { Decision, DecisionRequest } from '../../../protocol/decisionApi.js';
import type { LoadedClassifier } from '../../checkpoint/storedClassifier.js';
import { UserError } from '../../errors.js';
import { requireLookingMemory } from '../../models/lookingMemory.js';
import { pixelClassifier } from '../../models/pixelClassifier.js';
import { Taps } from '../../models/taps.js';
import { type CompiledStep, runtime } from '../../runtime/runtime.js';
import { layersOf, tappedBy } from '../intermediates.js';
import type { LayerIntermediates } from '../layerIntermediates.js';
import { classAnswers, classNumber, likeliest } from './answers.js';
import { ClassGradient } from './classGradient.js';
import { gradCam } from './gradCam.js';
import { rolloutOf } from './rollout.js';
import { usualLayer } from './usualLayer.js';

/** What a classifier made of an image on its way to its scores. */
export interface SeenImage {
  /** `[channels, height, width]` in [0, 1] */
  pixels: Float32Array;
  /** Logits, `[classes]`. */
  scores: Float32Array;
  layers: LayerIntermediates[];
}

/** Says of single images what a classifier takes them for, and why. */
export class Explainer {
  private readonly step: CompiledStep;
  private readonly gradient: ClassGradient;

  /** @throws UserError when what the layers make of an image does not fit into memory */
  constructor(private readonly loaded: Pick<LoadedClassifier, 'classifier' | 'classNames'>) {
    const { classifier } = loaded;
    requireLookingMemory(`Looking into ${classifier.name}`, classifier, { keepsLayers: true });
    const { classify, variables } = pixelClassifier(classifier);
    this.gradient = new ClassGradient(classifier);
    this.step = runtime().compile(
      'decision',
      images => {
        const taps = new Taps();
        return [classify(images!, { taps }), ...tappedBy(taps)];
      },
      variables,
    );
  }

  /** @param pixels `[channels, height, width]` in [0, 1], as the classifier's input says */
  async look(pixels: Float32Array): Promise<SeenImage> {
    const { encoder, input } = this.loaded.classifier;
    const images = tf.tensor4d(pixels, [1, input.channels, ...input.size]);
    const outputs = await this.step.run(images);
    const [logits, ...tapped] = outputs;
    const seen = { pixels, scores: logits!.dataSync<'float32'>(), layers: layersOf(encoder, tapped) };
    tf.dispose([images, outputs]);
    return seen;
  }

  /** @throws UserError for a class or a layer that the classifier does not have, and for scores that are no numbers */
  async explain({ pixels, scores, layers }: SeenImage, wanted: DecisionRequest = {}): Promise<Decision> {
    const { classifier, classNames } = this.loaded;
    const { encoder } = classifier;
    const { layer = usualLayer(encoder) } = wanted;
    if (!layers[layer])
      throw new UserError(`There is no layer ${layer + 1}: ${encoder.name} has layers 1 to ${layers.length}.`);
    const answers = classAnswers(scores, classNames);
    const told = likeliest(answers);
    const number = wanted.class === undefined ? answers.indexOf(told[0]!) : classNumber(wanted.class, answers);
    const gradient = await this.gradient.run(pixels, number, layer);
    return {
      answers: told,
      explained: answers[number]!,
      layer,
      map: gradCam({ ...layers[layer], gradient }),
      rollout: rolloutOf(layers, encoder),
    };
  }

  dispose(): void {
    this.step.dispose();
    this.gradient.dispose();
  }
}
