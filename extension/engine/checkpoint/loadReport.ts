import type { LoadReport } from '../../protocol/loadReport.js';

/** A report for people, a fact a line; tensors that differ only by the number of their block share a mention. */
export function reportLines(report: LoadReport, file: string): string[] {
  const { source, loaded, missing, unexpected, misfits, resized } = report;
  const lines = [`${file}: ${source}; ${tensors(loaded.length)} loaded`];
  if (missing.length > 0) lines.push(`  not in the file, as initialised: ${grouped(missing)}`);
  if (unexpected.length > 0) lines.push(`  not used: ${grouped(unexpected)}`);
  for (const { name, from, to } of misfits) lines.push(`  does not fit, as initialised: ${name} ${change(from, to)}`);
  for (const [name, { from, to, how }] of resizedGroups(resized)) {
    lines.push(`  resized: ${name} ${change(from, to)}, ${how}`);
  }
  return [...lines, ...report.converted.map(sentence => `  ${sentence}`)];
}

function tensors(count: number): string {
  return count === 1 ? '1 tensor' : `${count} tensors`;
}

function change(from: readonly number[], to: readonly number[]): string {
  return `[${from.join(', ')}] to [${to.join(', ')}]`;
}

/** 'blocks.*.norm1.weight (12), head.bias'. */
function grouped(names: readonly string[]): string {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const pattern = patternOf(name);
    groups.set(pattern, [...(groups.get(pattern) ?? []), name]);
  }
  const mention = ([pattern, members]: [string, string[]]) =>
    members.length === 1 ? members[0]! : `${pattern} (${members.length})`;
  return [...groups].map(mention).join(', ');
}

function resizedGroups(resized: LoadReport['resized']): Map<string, LoadReport['resized'][number]> {
  const groups = new Map<string, LoadReport['resized'][number]>();
  for (const entry of resized) {
    const key = resized.some(other => other !== entry && isAlike(other, entry)) ? patternOf(entry.name) : entry.name;
    groups.set(key, entry);
  }
  return groups;
}

function isAlike(a: LoadReport['resized'][number], b: LoadReport['resized'][number]): boolean {
  return patternOf(a.name) === patternOf(b.name);
}

function patternOf(name: string): string {
  return name.replace(/\.\d+(?=\.)/g, '.*');
}
