import { Command } from 'commander';
import type { Answers } from '../../engine/evaluation/answers.js';
import { counted } from '../../engine/text/format.js';
import { visibleInLine } from '../../engine/text/visible.js';
import type { ClassResult, Confusion } from '../../protocol/classTable.js';
import type { BackendName } from '../../tensorflow/select.js';
import { parsePositiveInteger } from '../arguments.js';
import { backendOption, startBackend } from '../backend.js';
import { note, print, printJson } from '../output.js';
import { countLine } from '../progress/countLine.js';
import { table } from '../table.js';
import { untilInterrupted } from '../untilInterrupted.js';

interface EvaluateFlags {
  batchSize: number;
  backend?: BackendName;
  json?: boolean;
}

/** Rows of the tables for people; --json has all. */
const MOST_ROWS = 20;

/** `mfm evaluate`: how often a fine-tuned checkpoint is right about labelled images. */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .summary('measure the accuracy of a fine-tuned checkpoint')
    .description(
      "Measures a fine-tuned checkpoint, of mfm or official, on a folder of labelled images: top-1 and top-5 accuracy, of each class too, and which classes are taken for which. Images are seen as the checkpoint's config says (TEST.CROP, TEST.CROP_RATIO).",
    )
    .argument('<checkpoint>', 'checkpoint of a network that tells classes')
    .argument('<dir>', 'folder of images, with the class folders that it was fine-tuned with')
    .option('--batch-size <n>', 'images that are run at once', parsePositiveInteger, 32)
    .addOption(backendOption())
    .option('--json', 'print JSON, with some images of each pair of classes')
    .addHelpText('after', examples)
    .action(evaluate);
}

const examples = `
Examples:
  mfm evaluate runs/pets/checkpoints/epoch-0020-step-002000.safetensors pets/val
  mfm evaluate mfm_finetune_vit_base.pth imagenet/val --batch-size 64 --json`;

async function evaluate(file: string, dir: string, { batchSize, backend, json }: EvaluateFlags): Promise<void> {
  const { openImageFolder } = await import('../../engine/data/folder.js');
  const { loadClassifier } = await import('../../engine/checkpoint/storedClassifier.js');
  const { askClassifier } = await import('../../engine/evaluation/answers.js');
  const { requireClasses } = await import('../../engine/data/labels.js');
  const { compiledClassifier } = await import('../../engine/evaluation/compiledClassifier.js');
  const folder = await openImageFolder(dir);
  await startBackend(backend, note);
  const { classifier, config, classNames } = await loadClassifier(file, batchSize);
  requireClasses(folder, classifier.classes, file, classNames);
  const line = countLine('Images:');
  await untilInterrupted(line, 'Interrupted: nothing was measured.', async signal => {
    const asked = { ...config, DATA: { ...config.DATA, BATCH_SIZE: Math.min(batchSize, folder.entries.length) } };
    const step = compiledClassifier(classifier);
    const asking = askClassifier(step, folder, asked, signal);
    let next = await asking.next();
    while (!next.done) {
      line.show(next.value, folder.entries.length);
      next = await asking.next();
    }
    line.end();
    step.dispose();
    await show(file, classifier.name, next.value, json ?? false);
  });
}

async function show(file: string, model: string, answers: Answers, json: boolean): Promise<void> {
  const { accuracyOf, classResults, confusions } = await import('../../engine/evaluation/classResults.js');
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
