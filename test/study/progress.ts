import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTextAtomically } from '../../extension/engine/files/atomicFile.js';
import { html } from '../../extension/engine/report/html.js';
import type { Cell } from './plan.js';
import type { CellResult } from './result.js';

interface State {
  state: 'waiting' | 'running' | 'done' | 'failed';
  /** What is being done, or why it failed. */
  what?: string;
  result?: CellResult;
}

/** How far a study is: `state.json` and, for people, `index.html` in its folder, and a line for every cell on the terminal. */
export class Progress {
  private readonly states: Map<string, State>;
  private shown = Number.NEGATIVE_INFINITY;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly out: string,
    cells: readonly Cell[],
    finished: ReadonlyMap<string, CellResult>,
  ) {
    this.states = new Map(
      cells.map(({ id }) => {
        const result = finished.get(id);
        return [id, result ? { state: 'done', result } : { state: 'waiting' }];
      }),
    );
  }

  get hasFailed(): boolean {
    return [...this.states.values()].some(({ state }) => state === 'failed');
  }

  async begin({ id }: Cell): Promise<void> {
    await mkdir(this.out, { recursive: true });
    const left = [...this.states.values()].filter(({ state }) => state === 'waiting').length;
    console.log(`${new Date().toISOString().slice(0, 19)} ${id} (${left} of ${this.states.size} left)`);
    await this.set(id, { state: 'running' });
  }

  /** At most once in two seconds. */
  show({ id }: Cell, what: string): void {
    const now = performance.now();
    if (now - this.shown < 2000) return;
    this.shown = now;
    void this.set(id, { state: 'running', what });
  }

  async end({ id }: Cell, result: CellResult): Promise<void> {
    console.log(`  ${summary(result)}`);
    await this.set(id, { state: 'done', result });
  }

  async fail({ id }: Cell, why: string): Promise<void> {
    console.log(`  failed: ${why}`);
    await this.set(id, { state: 'failed', what: why });
  }

  /** Everything that was shown is written. */
  async close(): Promise<void> {
    await this.writing;
  }

  private set(id: string, state: State): Promise<void> {
    this.states.set(id, state);
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    const states = Object.fromEntries([...this.states].map(([id, { state, what }]) => [id, { state, what }]));
    await writeTextAtomically(join(this.out, 'state.json'), JSON.stringify(states, null, 1));
    await writeTextAtomically(join(this.out, 'index.html'), this.page());
  }

  private page(): string {
    const count = (wanted: State['state']) => [...this.states.values()].filter(({ state }) => state === wanted).length;
    return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="10"><title>Study: ${count('done')} of ${this.states.size}</title>
<style>
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: 0.2rem 0.8rem 0.2rem 0; border-bottom: 1px solid #8884 }
.waiting { opacity: 0.6 } .failed { color: #c33 }
</style></head><body>
<h1>Study: ${count('done')} of ${this.states.size} cells</h1>
<progress max="${this.states.size}" value="${count('done')}"></progress>
<table><thead><tr><th>Cell</th><th>State</th><th>Result</th></tr></thead><tbody>
${[...this.states].map(([id, { state, what, result }]) => html`<tr class="${state}"><td>${id}</td><td>${state}</td><td>${result ? summary(result) : (what ?? '')}</td></tr>`)}
</tbody></table></body></html>`.text;
  }
}

/** 'kNN 31.2, probe 41.0 (middle 44.1), fine-tuned 100: 45.1, 1000: 60.2, all: 71.0; 412 s' */
function summary({ knn, probe, finetuned = {}, miou, seconds }: CellResult): string {
  const tuned = Object.entries(finetuned).map(([labels, top1]) => `${labels}: ${top1.toFixed(1)}`);
  const found = [
    knn !== undefined && `kNN ${knn.toFixed(1)}`,
    probe && `probe ${probe.last.toFixed(1)} (middle ${probe.middle.toFixed(1)})`,
    tuned.length > 0 && `fine-tuned ${tuned.join(', ')}`,
    miou !== undefined && `mean IoU ${miou.toFixed(1)}`,
  ];
  const took = Object.values(seconds).reduce((a, b) => a + b, 0);
  return `${found.filter(Boolean).join(', ')}; ${took.toFixed(0)} s`;
}
