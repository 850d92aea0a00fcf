import type { MetricsColumns } from '../../protocol/runPage.js';
import type { MetricsRecord } from './metricsRecord.js';

/** Rows of metrics in columns that grow. */
export class MetricsTable {
  rows = 0;
  private columns: MetricsColumns;

  /** @param ids of the metrics that have a column */
  constructor(private readonly ids: readonly string[]) {
    this.columns = emptyColumns(1024, ids);
  }

  add({ step, epoch, time, values }: MetricsRecord): void {
    if (this.rows === this.columns.step.length) this.columns = grown(this.columns, this.ids);
    this.columns.step[this.rows] = step;
    this.columns.epoch[this.rows] = epoch;
    this.columns.time[this.rows] = Date.parse(time) / 1000;
    for (const id of this.ids) this.columns.values[id]![this.rows] = values[id]!;
    this.rows++;
  }

  clear(): void {
    this.rows = 0;
  }

  /** Copies of the rows `from` <= row < `to`. */
  slice(from: number, to: number): MetricsColumns {
    return mapped(this.columns, this.ids, column => column.slice(from, Math.min(to, this.rows)));
  }
}

function emptyColumns(rows: number, ids: readonly string[]): MetricsColumns {
  const column = () => new Float64Array(rows);
  return { step: column(), epoch: column(), time: column(), values: Object.fromEntries(ids.map(id => [id, column()])) };
}

function grown(columns: MetricsColumns, ids: readonly string[]): MetricsColumns {
  return mapped(columns, ids, column => {
    const larger = new Float64Array(2 * column.length);
    larger.set(column);
    return larger;
  });
}

function mapped(
  { step, epoch, time, values }: MetricsColumns,
  ids: readonly string[],
  change: (column: Float64Array) => Float64Array,
): MetricsColumns {
  return {
    step: change(step),
    epoch: change(epoch),
    time: change(time),
    values: Object.fromEntries(ids.map(id => [id, change(values[id]!)])),
  };
}
