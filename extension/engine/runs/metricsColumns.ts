import type { FileHandle } from 'node:fs/promises';
import { type MetricSpec, paceMetrics } from '../../protocol/metrics.js';
import type { MetricRows, RunColumns } from '../../protocol/runPage.js';
import { codeOf, readFailure } from '../files/fileProblem.js';
import { openRegular } from '../files/regularFile.js';
import { linesOf, wholeLines } from '../files/wholeLines.js';
import { MetricsParser, type MetricsRecord } from './metricsRecord.js';
import { MetricsTable } from './metricsTable.js';

/** So many bytes before the place where reading ended tell whether the file was cut and written again since. */
const MARK_BYTES = 512;

/**
 * The metrics of a run as columns, read from `metrics.jsonl` from the byte on where the last reading ended: however long
 * the run is, what is new costs only what is new. A file that was cut, as resuming does, is read anew.
 */
export class MetricsReader {
  private readonly ids: string[];
  private readonly steps: MetricsTable;
  private readonly seldom: MetricsTable;
  private parser: MetricsParser;
  private offset = 0;
  private mark: Uint8Array = new Uint8Array(0);
  private reading?: Promise<void>;

  /**
   * @param metrics what the run measures
   * @param version rises whenever rows that were there are not any more
   */
  constructor(
    private readonly file: string,
    metrics: readonly MetricSpec[],
    public version = 0,
  ) {
    const idsOf = (specs: readonly MetricSpec[]) => specs.map(({ id }) => id);
    this.steps = new MetricsTable(idsOf([...metrics.filter(({ seldom }) => !seldom), ...paceMetrics]));
    this.seldom = new MetricsTable(idsOf(metrics.filter(({ seldom }) => seldom)));
    this.ids = idsOf([...metrics, ...paceMetrics]);
    this.parser = new MetricsParser(file, this.ids);
  }

  /** Whole lines read so far. */
  get rows(): MetricRows {
    return { steps: this.steps.rows, seldom: this.seldom.rows };
  }

  /** Reads what was added. Calls at the same time share one reading. @throws UserError when the file cannot be read */
  async update(): Promise<void> {
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  /** Copies of at most `count` rows of either sort. */
  slice(from: MetricRows, count: number): RunColumns {
    return {
      steps: this.steps.slice(from.steps, from.steps + count),
      seldom: this.seldom.slice(from.seldom, from.seldom + count),
    };
  }

  private async read(): Promise<void> {
    let handle: FileHandle | undefined;
    try {
      handle = await openRegular(this.file);
      if (!(await this.isContinued(handle))) this.restart();
      await this.readOn(handle);
    } catch (error) {
      this.restart();
      if (codeOf(error) !== 'ENOENT') throw readFailure(this.file, error);
    } finally {
      await handle?.close();
    }
  }

  /** Whether the file still has, before the place where reading ended, the bytes that were read there. */
  private async isContinued(handle: FileHandle): Promise<boolean> {
    const { length } = this.mark;
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, this.offset - length);
    return bytesRead === length && buffer.equals(this.mark);
  }

  private restart(): void {
    if (this.steps.rows + this.seldom.rows > 0) this.version++;
    this.steps.clear();
    this.seldom.clear();
    this.parser = new MetricsParser(this.file, this.ids);
    this.offset = 0;
    this.mark = new Uint8Array(0);
  }

  private async readOn(handle: FileHandle): Promise<void> {
    for await (const piece of wholeLines(handle, this.offset)) {
      for (const line of linesOf(piece)) this.add(this.parser.parse(line));
      this.offset += piece.length;
      this.mark = Uint8Array.from(piece.subarray(-MARK_BYTES));
    }
  }

  private add(record: MetricsRecord | undefined): void {
    if (record) (record.isSeldom ? this.seldom : this.steps).add(record);
  }
}
