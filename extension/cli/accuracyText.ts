import type { Answers } from '../engine/evaluation/answers.js';
import { counted } from '../engine/text/format.js';
import { visibleInLine } from '../engine/text/visible.js';
import type { ClassResult, Confusion } from '../protocol/classTable.js';
import { note, print, printJson } from './output.js';
import { table } from './table.js';

/** Rows of the tables for people; --json has all. */
const MOST_ROWS = 20;

/**
 * Prints how often a classifier is right.
 *
 * @param file of the classifier
 * @param model its name
 */
export async function printAccuracy(file: string, model: string, answers: Answers, json: boolean): Promise<void> {
  const { accuracyOf, classResults, confusions } = await import('../engine/evaluation/classResults.js');
  const { folder, failed } = answers;
  const unusable = [...folder.skipped, ...failed];
  const { top1, top5, of } = accuracyOf(answers);
  const classes = classResults(answers);
  const pairs = confusions(answers);
  if (json) {
    printJson({
      checkpoint: file,
      model,
      folder: folder.root,
      images: of,
      top1,
      top5,
      classes,
      confusions: pairs,
      unusable,
    });
    return;
  }
  print(`${model}: ${counted(of, 'image')} of ${classes.length} classes`);
  print(`Top-1 accuracy: ${percent(top1)}\nTop-5 accuracy: ${percent(top5)}`);
  print(`\n${classTable(classes)}`);
  const wrong = pairs.filter(({ label, answer }) => label !== answer);
  if (wrong.length > 0) print(`\n${confusionTable(wrong, folder.classes)}`);
  for (const { path, reason } of unusable) note(`Left out: ${visibleInLine(path)} (${reason})`);
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
