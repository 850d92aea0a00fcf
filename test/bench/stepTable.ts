import type { Measurement } from './contenders.js';
import { bestStep, peak, type Result } from './steps.js';
import { markdownTable, median } from './table.js';

const header = [
  '',
  'images/s',
  'speed / PyTorch',
  'peak GB',
  'memory / PyTorch',
  'planned GB',
  'start to first step, s',
];

/** A table of how fast the contenders are and what memory they take, and the best of ours beside the best of PyTorch. */
export function printSteps(title: string, batch: number, results: readonly Result[]): void {
  const speed = (rounds: readonly Measurement[]) => batch / bestStep(rounds);
  const plain = results.find(({ contender }) => contender.name === 'PyTorch')?.rounds ?? [];
  const toPlain = (rounds: readonly Measurement[], of: (rounds: readonly Measurement[]) => number) =>
    plain.length > 0 ? (of(rounds) / of(plain)).toFixed(2) : '-';
  const rows = results.map(({ contender, rounds, failed }) => {
    if (rounds.length === 0) return [contender.name, failed ?? 'not run', '', '', '', '', ''];
    return [
      contender.name,
      speed(rounds).toFixed(2),
      toPlain(rounds, speed),
      (peak(rounds) / 1e9).toFixed(2),
      toPlain(rounds, peak),
      rounds[0]!.planned === undefined ? '' : (rounds[0]!.planned / 1e9).toFixed(2),
      median(rounds.map(r => r.firstStep)).toFixed(1),
    ];
  });
  console.log(`\n${title}`);
  console.log(markdownTable(header, rows));
  const [ours, theirs] = [best(results, 'ours'), best(results, 'PyTorch')];
  if (!ours || !theirs) return;
  const [faster, larger] = [speed(ours.rounds) / speed(theirs.rounds), peak(ours.rounds) / peak(theirs.rounds)];
  console.log(
    `\n"${ours.contender.name}" has ${faster.toFixed(2)} x the speed of "${theirs.contender.name}", at ${larger.toFixed(2)} x its memory.`,
  );
}

/** The fastest of those whose names begin so. */
function best(results: readonly Result[], name: string): Result | undefined {
  const measured = results.filter(({ contender, rounds }) => contender.name.startsWith(name) && rounds.length > 0);
  return measured.sort((a, b) => bestStep(a.rounds) - bestStep(b.rounds))[0];
}
