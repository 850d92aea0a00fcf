import type { MetricsColumns } from '../../extension/protocol/runPage.js';

/** Metrics that grow while a run goes on: adding rows costs what is added, not what is there. */
export class GrowingColumns {
  private store = new Map<string, Float64Array>();
  private size = 1024;
  rows = 0;

  add(columns: MetricsColumns): void {
    const rows = this.rows + columns.step.length;
    if (rows > this.size) this.grow(Math.max(rows, 2 * this.size));
    const { step, epoch, time, values } = columns;
    for (const [name, added] of Object.entries({ step, epoch, time })) this.put(name, added);
    for (const [id, added] of Object.entries(values)) this.put(valueKey(id), added);
    this.rows = rows;
  }

  clear(): void {
    this.rows = 0;
    this.store = new Map();
  }

  /** The rows so far, as new arrays over the same memory: a change can be told by their identity. */
  view(): MetricsColumns {
    const column = (name: string) => (this.store.get(name) ?? new Float64Array()).subarray(0, this.rows);
    const ids = [...this.store.keys()].filter(key => key.startsWith(valueKey(''))).map(key => key.slice(1));
    return {
      step: column('step'),
      epoch: column('epoch'),
      time: column('time'),
      values: Object.fromEntries(ids.map(id => [id, column(valueKey(id))])),
    };
  }

  private put(name: string, added: Float64Array): void {
    const column = this.store.get(name) ?? new Float64Array(this.size);
    column.set(added, this.rows);
    this.store.set(name, column);
  }

  private grow(size: number): void {
    this.size = size;
    for (const [name, column] of this.store) {
      const larger = new Float64Array(size);
      larger.set(column.subarray(0, this.rows));
      this.store.set(name, larger);
    }
  }
}

/** Values have keys that no other column has. */
function valueKey(id: string): string {
  return `.${id}`;
}
