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
    const members = groups.get(patternOf(name));
    if (members) members.push(name);
    else groups.set(patternOf(name), [name]);
  }
  const mention = ([pattern, members]: [string, string[]]) =>
    members.length === 1 ? members[0]! : `${pattern} (${members.length})`;
  return [...groups].map(mention).join(', ');
}

function resizedGroups(resized: LoadReport['resized']): Map<string, LoadReport['resized'][number]> {
  const alike = new Map<string, number>();
  for (const { name } of resized) alike.set(patternOf(name), (alike.get(patternOf(name)) ?? 0) + 1);
  const key = ({ name }: { name: string }) => (alike.get(patternOf(name))! > 1 ? patternOf(name) : name);
  return new Map(resized.map(entry => [key(entry), entry]));
}

function patternOf(name: string): string {
  return name.replace(/\.\d+(?=\.)/g, '.*');
}
