import { join } from 'node:path';
import type { Trial } from '../../engine/probes/trials.js';
import { counted, significant } from '../../engine/text/format.js';
import { visibleInLine } from '../../engine/text/visible.js';
import { shortPath } from '../progress/eventText.js';
import { table } from '../table.js';
import type { TokenChoice } from './flags.js';
import type { Found } from './found.js';

const tokenNames: Record<TokenChoice, string> = {
  pooled: "what the model's head takes",
  patches: 'the mean of the patches',
  cls: 'the class token',
};

/** What a probe measured, for people. @param what the probe: 'Nearest neighbours, k 20' */
export function probeText(what: string, found: Found): string {
  const { model, tokens, layer, train, val, holdout, labels, images, classes, trials, leftOut } = found;
  const learned = `${counted(images.train, 'image')} of ${classes.length} classes`;
  const lines = [
    `${what}, on ${tokenNames[tokens]} of ${model}${layer === 'last' ? '' : `, after ${layer}`}`,
    val === undefined
      ? `${shortPath(train)}: ${learned}, of which ${significant(100 * holdout!)} % of each class are held out to measure with`
      : `${shortPath(train)}: ${learned}; measured with ${counted(images.val!, 'image')} of ${shortPath(val)}`,
    ...(labels ? [`Labels known: ${labels}`] : []),
    table([header(trials), ...trials.map(row), ...(trials.length > 1 ? [summary(found)] : [])]),
  ];
  if (leftOut.length > 0) {
    lines.push(`Left out ${counted(leftOut.length, 'unreadable file')}:`);
    for (const { root, path, reason } of leftOut)
      lines.push(`  ${visibleInLine(shortPath(join(root, path)))}: ${reason}`);
  }
  return lines.join('\n');
}

const hasStrength = (trials: readonly Trial[]) => trials.some(({ strength }) => strength !== undefined);

function header(trials: readonly Trial[]): string[] {
  return ['seed', 'labels', 'measured', 'top-1', 'top-5', ...(hasStrength(trials) ? ['strength'] : [])];
}

function row({ seed, labelled, measured, top1, top5, strength }: Trial): string[] {
  const numbers = [seed, labelled, measured].map(String);
  return [...numbers, share(top1), share(top5), ...(strength === undefined ? [] : [significant(strength)])];
}

function summary({ trials, top1, top5 }: Found): string[] {
  const text = ({ mean, spread }: Found['top1']) => `${share(mean)} ± ${spread!.toFixed(2)}`;
  return ['mean', '', '', text(top1), text(top5), ...(hasStrength(trials) ? [''] : [])];
}

function share(value: number): string {
  return `${value.toFixed(2)} %`;
}
