import { classAnswers, classNumber, likeliest } from '../../../extension/engine/inspect/decision/answers.js';
import { gradCam } from '../../../extension/engine/inspect/decision/gradCam.js';
import { rolloutOf } from '../../../extension/engine/inspect/decision/rollout.js';
import { usualLayer } from '../../../extension/engine/inspect/decision/usualLayer.js';
import { planarToRgb } from '../../../extension/engine/pictures/planar.js';
import type { DecisionRequest, DecisionView } from '../../../extension/protocol/decisionApi.js';
import { type Family, intermediatesOf, modelOf } from './encoder.js';
import { SIZE } from './picture.js';

/** What each class likes of a token: its red, green and blue, its place downwards and across, and how it starts. */
const likes: Record<string, number[]> = {
  'ginger cat': [26, 8, -20, 0, 0, 0],
  goldfish: [22, 4, -16, 2, 0, 3],
  'tabby, tiger cat': [16, 10, -14, 0, 0, 4],
  'zebra crossing at night': [-8, -6, 12, 0, 2, 0],
  lake: [-14, -4, 14, -1, 0, 0],
  'blue whale': [-12, -10, 15, 0, 0, -1],
  owl: [-2, -2, -2, 0, 0, 0],
};
const classesOf: Record<Family, string[]> = {
  vit: Object.keys(likes),
  swin: Object.keys(likes),
  resnet: Object.keys(likes).filter(name => name !== 'tabby, tiger cat'),
};

/** As the engine decides, with a linear head on the mean of the stand-in's tokens after whatever layer is asked for. */
export function decide(family: Family, image: Float32Array, wanted: DecisionRequest): DecisionView {
  const model = modelOf(family);
  const layers = intermediatesOf(family, image);
  const layer = wanted.layer ?? usualLayer(model);
  const { tokens, grid, classToken, width } = layers[layer]!;
  const names = classesOf[family];
  const [first, count] = [classToken ? width : 0, grid[0] * grid[1]];
  const scores = names.map(name =>
    tokens.subarray(first).reduce((sum, value, i) => sum + (value * likes[name]![i % width]!) / count, 0),
  );
  const answers = classAnswers(Float32Array.from(scores), names);
  const told = likeliest(answers);
  const number = wanted.class === undefined ? answers.indexOf(told[0]!) : classNumber(wanted.class, answers);
  const weights = likes[names[number]!]!;
  const gradient = tokens.map((_, i) => (i < first ? 0 : weights[i % width]! / count));
  return {
    answers: told,
    explained: answers[number]!,
    layer,
    map: gradCam({ grid, classToken, tokens, gradient }),
    rollout: rolloutOf(layers, model),
    input: planarToRgb(image, SIZE, SIZE),
    model: model.name,
    layers: model.layers.map(({ name, grid }) => ({ name, grid })),
  };
}
