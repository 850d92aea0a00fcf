/** One of several processes that share the work: process `rank` of `of`, counted from 0. */
export interface Shard {
  rank: number;
  of: number;
}

/** All of it. */
export const whole: Shard = { rank: 0, of: 1 };

/** Which of `count` things are a process's: those from `first` up to `end`. All parts together are all things, in their order. */
export function partOf(count: number, { rank, of }: Shard): { first: number; end: number } {
  return { first: Math.floor((rank * count) / of), end: Math.floor(((rank + 1) * count) / of) };
}
