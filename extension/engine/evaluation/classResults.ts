import type { Accuracy, ClassResult, Confusion } from '../../protocol/classTable.js';
import type { Answers } from './answers.js';

/** Images that are named of each pair of classes. */
const NAMED = 24;

/** Top-1 and top-5 of all images. */
export function accuracyOf({ best, rank, folder }: Answers): Accuracy {
  return shares(folder.entries.flatMap((_, i) => (best[i]! < 0 ? [] : [rank[i]!])));
}

/** One row a class, in the order of the folder. */
export function classResults({ folder, best, rank }: Answers): ClassResult[] {
  const ranks: number[][] = folder.classes.map(() => []);
  const called = folder.classes.map(() => ({ all: 0, right: 0 }));
  for (const [i, { label }] of folder.entries.entries()) {
    if (best[i]! < 0) continue;
    ranks[label]!.push(rank[i]!);
    const answer = called[best[i]!];
    if (!answer) continue;
    answer.all++;
    if (best[i] === label) answer.right++;
  }
  return folder.classes.map((name, k) => {
    const { all, right } = called[k]!;
    return { name, ...shares(ranks[k]!), precision: all > 0 ? (100 * right) / all : null };
  });
}

/** The pairs of classes that occur, right ones included, the frequent ones first. */
export function confusions({ folder, best }: Answers): Confusion[] {
  const pairs = new Map<string, Confusion & { images: string[] }>();
  for (const [i, { label, path }] of folder.entries.entries()) {
    const answer = best[i]!;
    if (answer < 0) continue;
    const key = `${label},${answer}`;
    const pair = pairs.get(key) ?? { label, answer, count: 0, images: [] };
    pair.count++;
    if (pair.images.length < NAMED) pair.images.push(path);
    pairs.set(key, pair);
  }
  return [...pairs.values()].sort((a, b) => b.count - a.count || a.label - b.label || a.answer - b.answer);
}

function shares(ranks: readonly number[]): Accuracy {
  const among = (k: number) => (100 * ranks.filter(rank => rank < k).length) / ranks.length;
  return ranks.length > 0 ? { top1: among(1), top5: among(5), of: ranks.length } : { top1: 0, top5: 0, of: 0 };
}
