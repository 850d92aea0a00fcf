import { EventEmitter, l10n, type TreeDataProvider, type TreeItem, window } from 'vscode';
import { listMeasurements } from '../../engine/measurements/place.js';
import { RunFolder } from '../../engine/runs/runFolder.js';
import { Disposables } from '../common/disposable.js';
import { measurementItem, measurementTooltip } from './measurementItem.js';
import type { RunNode, RunsNode } from './nodes.js';
import { type DisplayState, displayState, isLive, type Run } from './run.js';
import { checkpointItem, runItem, runTooltip } from './runItem.js';
import type { RunStore, RunsChange } from './runStore.js';

/**
 * Milliseconds between two states of a live run in the view. Showing one takes the tooltip away that somebody may be
 * reading, and an open run is shown anew with all its checkpoints.
 */
const REFRESH_MS = 3000;
const REFRESH_MS_PER_CHECKPOINT = 2;

/** The view of runs and their checkpoints. */
export class RunsTree implements TreeDataProvider<RunsNode> {
  private readonly own = new Disposables();
  private readonly changes = this.own.add(new EventEmitter<RunsNode | undefined>());
  private readonly nodes = new WeakMap<Run, RunNode>();
  private readonly shown = new WeakMap<Run, DisplayState>();
  private readonly due = new Map<Run, NodeJS.Timeout>();
  readonly onDidChangeTreeData = this.changes.event;
  private readonly view;

  constructor(private readonly store: RunStore) {
    this.view = this.own.add(
      window.createTreeView('mfm.runs', { treeDataProvider: this, canSelectMany: true, showCollapseAll: true }),
    );
    this.own.add(store.onDidChange(change => this.show(change)));
  }

  dispose(): void {
    for (const timer of this.due.values()) clearTimeout(timer);
    this.own.dispose();
  }

  async getChildren(node?: RunsNode): Promise<RunsNode[]> {
    if (!node) {
      await this.store.ready;
      return this.store.runs.map(run => this.nodeOf(run));
    }
    if (node.kind !== 'run') return [];
    const { run } = node;
    const [checkpoints, files] = await Promise.all([RunFolder.open(run.dir).checkpoints(), listMeasurements(run.dir)]);
    const measurements = files.reverse().map((file): RunsNode => ({ kind: 'measurement', run, file }));
    return [
      ...measurements,
      ...checkpoints.reverse().map((checkpoint): RunsNode => ({ kind: 'checkpoint', run, checkpoint })),
    ];
  }

  getTreeItem(node: RunsNode): TreeItem {
    if (node.kind === 'checkpoint') return checkpointItem(node);
    if (node.kind === 'measurement') return measurementItem(node);
    this.shown.set(node.run, displayState(node.run));
    return runItem(node.run);
  }

  async resolveTreeItem(item: TreeItem, node: RunsNode): Promise<TreeItem> {
    if (node.kind === 'run') item.tooltip = runTooltip(node.run);
    if (node.kind === 'measurement') item.tooltip = await measurementTooltip(node);
    return item;
  }

  getParent(node: RunsNode): RunNode | undefined {
    return node.kind === 'run' ? undefined : this.nodeOf(node.run);
  }

  /** Opens the view at a run. */
  async reveal(run: Run): Promise<void> {
    await this.view.reveal(this.nodeOf(run), { select: true, focus: false, expand: true });
  }

  /** One node for each run: VS Code finds a node that changed by its identity. */
  private nodeOf(run: Run): RunNode {
    const node = this.nodes.get(run) ?? { kind: 'run', run };
    this.nodes.set(run, node);
    return node;
  }

  private show({ list, runs }: RunsChange): void {
    const live = this.store.runs.filter(isLive).length;
    this.view.badge = live > 0 ? { value: live, tooltip: l10n.t('{0} training', live) } : undefined;
    if (list) this.changes.fire(undefined);
    else for (const run of runs) this.refresh(run);
  }

  /** Progress can wait; another state means other buttons. */
  private refresh(run: Run): void {
    if (this.shown.get(run) === displayState(run)) this.showSoon(run);
    else this.changes.fire(this.nodeOf(run));
  }

  private showSoon(run: Run): void {
    if (this.due.has(run)) return;
    const timer = setTimeout(
      () => {
        this.due.delete(run);
        this.changes.fire(this.nodeOf(run));
      },
      REFRESH_MS + REFRESH_MS_PER_CHECKPOINT * run.summary.checkpoints,
    );
    this.due.set(run, timer);
  }
}
