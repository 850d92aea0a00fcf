import { type Confusion, mostInMatrix, type RunClassTable } from '../../../extension/protocol/classTable.js';
import type { Course } from './fakeMetrics.js';

const names = [
  'fish',
  'tools',
  'birds',
  'cups',
  'leaves',
  'shells',
  'a class with a name that is longer than the others',
];
/** Of each class; of the last there are none. */
const images = 12;

/** What a model makes of so many classes after so many epochs, by formulas: each is taken for the next, and seldom for the third. */
export function fakeClasses(classes: number, epochs: number, { stepsPerEpoch }: Course): RunClassTable {
  const nameOf = (k: number) => names[k] ?? `class ${k + 1}`;
  const ofClass = (k: number) => (k === classes - 1 ? 0 : images);
  const confusions = Array.from({ length: classes }, (_, label): Confusion[] => {
    const wrong = Math.max(1, 8 - epochs - (label % 3)) + (label === 0 ? 3 : 0);
    const parts: [answer: number, count: number][] = [
      [label, ofClass(label) - wrong - 1],
      [(label + 1) % classes, wrong],
      [(label + 3) % classes, 1],
    ];
    const pair = (answer: number, count: number) => ({
      label,
      answer,
      count,
      images: files(nameOf(label), answer, count),
    });
    return ofClass(label) === 0 ? [] : parts.map(([answer, count]) => pair(answer, count));
  }).flat();
  const called = (k: number) =>
    confusions.filter(({ answer }) => answer === k).reduce((sum, { count }) => sum + count, 0);
  const right = (k: number) => confusions.find(({ label, answer }) => label === k && answer === k)?.count ?? 0;
  const share = (part: number, all: number) => (all > 0 ? (100 * part) / all : 0);
  const isMatrix = classes <= mostInMatrix;
  return {
    epoch: epochs - 1,
    step: epochs * stepsPerEpoch,
    classes: Array.from({ length: classes }, (_, k) => ({
      name: nameOf(k),
      top1: share(right(k), ofClass(k)),
      top5: share(ofClass(k) && images - 1, ofClass(k)),
      of: ofClass(k),
      precision: called(k) > 0 ? share(right(k), called(k)) : null,
    })),
    confusions: confusions
      .filter(({ label, answer }) => isMatrix || label !== answer)
      .sort((a, b) => b.count - a.count)
      .slice(0, isMatrix ? mostInMatrix ** 2 : 200),
  };
}

/** Some of the images, fewer than there are where there are many. */
function files(name: string, answer: number, count: number): string[] {
  return Array.from({ length: Math.min(count, 3) }, (_, i) => `${name}/${answer}-${i}.png`);
}
