import { counted } from '../engine/text/format.js';
import type { ClassResult, Confusion } from '../protocol/classTable.js';
import type { AccuracyMeasurement } from '../protocol/measurement.js';
import { table } from './table.js';

/** Rows of the tables for people; --json has all. */
const MOST_ROWS = 20;

/** How often a classifier is right, for people. */
export function accuracyText({ model, top1, top5, of, classes, confusions }: AccuracyMeasurement): string {
  const wrong = confusions.filter(({ label, answer }) => label !== answer);
  const names = classes.map(({ name }) => name);
  return [
    `${model}: ${counted(of, 'image')} of ${classes.length} classes`,
    `Top-1 accuracy: ${percent(top1)}\nTop-5 accuracy: ${percent(top5)}`,
    `\n${classTable(classes)}`,
    ...(wrong.length > 0 ? [`\n${confusionTable(wrong, names)}`] : []),
  ].join('\n');
}

function classTable(classes: readonly ClassResult[]): string {
  const worst = [...classes].sort((a, b) => a.top1 - b.top1).slice(0, MOST_ROWS);
  const shown = classes.length > MOST_ROWS ? worst : classes;
  const title = classes.length > MOST_ROWS ? `the ${MOST_ROWS} worst` : 'class';
  const rows = shown.map(({ name, of, top1, top5, precision }) => [
    name,
    String(of),
    percent(top1),
    percent(top5),
    precision === null ? '' : percent(precision),
  ]);
  return table([[title, 'images', 'top-1', 'top-5', 'precision'], ...rows]);
}

function confusionTable(wrong: readonly Confusion[], names: readonly string[]): string {
  const name = (k: number) => names[k] ?? `class ${k}`;
  const rows = wrong
    .slice(0, MOST_ROWS)
    .map(({ label, answer, count, images }) => [name(label), name(answer), String(count), images[0]!]);
  return table([['is', 'is taken for', 'images', 'one of them'], ...rows]);
}

function percent(value: number): string {
  return `${value.toFixed(2)} %`;
}
