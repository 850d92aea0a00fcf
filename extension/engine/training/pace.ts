/** Steps over which the time that remains is judged. */
const WINDOW = 20;

/** How fast a run goes. */
export class Pace {
  private last = performance.now();
  private recent: number[] = [];
  private warmedUp = false;
  /** Seconds that all steps took so far. */
  trained = 0;

  constructor(private readonly batchSize: number) {}

  /** Ends a step; `remaining` steps are still to come. */
  tick(remaining: number): { imagesPerSecond: number; etaSeconds: number; memoryBytes: number } {
    const now = performance.now();
    const seconds = (now - this.last) / 1000;
    this.last = now;
    this.trained += seconds;
    // The first step also compiles: it says nothing about the time that remains once there are others.
    this.recent = this.warmedUp ? [...this.recent.slice(1 - WINDOW), seconds] : [];
    this.warmedUp = true;
    const typical = [...this.recent].sort((a, b) => a - b)[this.recent.length >> 1] ?? seconds;
    return {
      imagesPerSecond: this.batchSize / seconds,
      etaSeconds: remaining * typical,
      memoryBytes: process.memoryUsage.rss(),
    };
  }

  /** What happened since the last step (saving, sampling) is not part of the next. */
  pause(): void {
    this.last = performance.now();
  }
}
