import type { MetricsColumns } from '../../extension/protocol/runPage.js';

const names = ['step', 'epoch', 'loss', 'lr', 'gradNorm', 'imagesPerSecond', 'memoryBytes', 'time'] as const;

/** Metrics that grow while a run goes on: adding rows costs what is added, not what is there. */
export class GrowingColumns {
  private store = empty(1024);
  rows = 0;

  add(columns: MetricsColumns): void {
    const rows = this.rows + columns.step.length;
    if (rows > this.store.step.length) {
      const larger = empty(Math.max(rows, 2 * this.store.step.length));
      for (const name of names) larger[name].set(this.store[name].subarray(0, this.rows));
      this.store = larger;
    }
    for (const name of names) this.store[name].set(columns[name], this.rows);
    this.rows = rows;
  }

  clear(): void {
    this.rows = 0;
  }

  /** The rows so far, as new arrays over the same memory: a change can be told by their identity. */
  view(): MetricsColumns {
    return Object.fromEntries(names.map(name => [name, this.store[name].subarray(0, this.rows)])) as never;
  }
}

function empty(rows: number): MetricsColumns {
  return Object.fromEntries(names.map(name => [name, new Float64Array(rows)])) as never;
}
