import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTextAtomically } from '../../extension/engine/files/atomicFile.js';

/** What has been done of a cell, in `parts.json` of its folder: a cell that was interrupted goes on after it. */
export class Parts {
  private constructor(
    private readonly file: string,
    /** Seconds that each took, as far as they were counted: a killed process counts none. */
    readonly seconds: Record<string, number>,
    private readonly done: Set<string>,
  ) {}

  static async open(folder: string): Promise<Parts> {
    const file = join(folder, 'parts.json');
    const text = await readFile(file, 'utf8').catch(() => '{"seconds":{},"done":[]}');
    const { seconds, done } = JSON.parse(text) as { seconds: Record<string, number>; done: string[] };
    return new Parts(file, seconds, new Set(done));
  }

  /** Does a part, unless it is done. */
  async do(name: string, work: () => Promise<void>): Promise<void> {
    if (this.done.has(name)) return;
    const began = performance.now();
    try {
      await work();
      this.done.add(name);
    } finally {
      const seconds = (this.seconds[name] ?? 0) + (performance.now() - began) / 1000;
      this.seconds[name] = Math.round(seconds * 10) / 10;
      await writeTextAtomically(this.file, JSON.stringify({ seconds: this.seconds, done: [...this.done] }));
    }
  }
}
