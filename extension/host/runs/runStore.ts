import { resolve } from 'node:path';
import { type Disposable, EventEmitter, type LogOutputChannel, workspace } from 'vscode';
import { listRuns, type RunSummary } from '../../engine/runs/listRuns.js';
import type { RpcClient } from '../../protocol/rpc.js';
import type { RunApi, RunSnapshot } from '../../protocol/runApi.js';
import { Disposables } from '../common/disposable.js';
import { isWithin } from '../common/isWithin.js';
import { settings } from '../common/settings.js';
import { isLive, isLiveState, type Run, runName } from './run.js';
import { RunConnections } from './runConnections.js';
import { setRunContextKeys } from './runContextKeys.js';
import { RunWatcher } from './runWatcher.js';

/** Views are told of changes at most so often. */
const COALESCE_MS = 200;
/** Live runs without a connection are read again so often. */
const POLL_MS = 2000;

/** What changed since the last time. */
export interface RunsChange {
  /** Runs came or went. */
  list: boolean;
  runs: Set<Run>;
}

/** The runs of the workspace and of `mfm.runsFolders`, kept up to date from their files and, while live, their processes. */
export class RunStore implements Disposable {
  private readonly own = new Disposables();
  private readonly byDir = new Map<string, Run>();
  private readonly connections: RunConnections;
  /** Runs that this window started, wherever they are. */
  private readonly started = new Set<string>();
  private readonly changes = this.own.add(new EventEmitter<RunsChange>());
  private readonly crashes = this.own.add(new EventEmitter<Run>());
  private readonly finishes = this.own.add(new EventEmitter<Run>());
  private watcher?: RunWatcher;
  private roots: string[] = [];
  private reads: Promise<void> = Promise.resolve();
  private change: RunsChange = { list: false, runs: new Set() };
  private announcement?: NodeJS.Timeout;
  private isDisposed = false;
  private firstRead!: () => void;
  /** Resolves when the runs were looked for once. */
  readonly ready = new Promise<void>(resolve => {
    this.firstRead = resolve;
  });
  /** Newest first. */
  runs: readonly Run[] = [];
  /** Coalesced: a few times a second while runs are live. */
  readonly onDidChange = this.changes.event;
  /** A run that this window saw living has died or failed; fired once for each death. */
  readonly onDidCrash = this.crashes.event;
  /** A run that this window saw living has come to its end. */
  readonly onDidFinish = this.finishes.event;

  constructor(log: LogOutputChannel) {
    this.connections = this.own.add(
      new RunConnections(
        { snapshot: (run, snapshot) => this.snapshot(run, snapshot), closed: run => this.closed(run) },
        log,
      ),
    );
    const timer = setInterval(() => this.poll(), POLL_MS);
    this.own.add({ dispose: () => clearInterval(timer) });
    this.own.add(workspace.onDidChangeWorkspaceFolders(() => void this.refresh()));
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.announcement);
    this.watcher?.dispose();
    this.own.dispose();
  }

  /** Looks for runs anew, also where folders or settings have changed. */
  refresh(): Promise<void> {
    return this.inTurn(async () => {
      this.roots = runRoots();
      this.watch();
      const found = (await Promise.all([...this.roots, ...this.started].map(listRuns))).flat();
      this.take(found, this.byDir.keys());
      this.firstRead();
    });
  }

  /** Looks again at these run folders, or at what is there now in place of folders that came or went. */
  read(paths: readonly string[]): Promise<void> {
    return this.inTurn(async () => {
      for (const path of paths) {
        const known = [...this.byDir.keys()].filter(dir => isWithin(path, dir));
        this.take(await listRuns(path), known);
      }
    });
  }

  /** Takes in a run that was just started, also one outside the folders that are looked at. */
  async add(dir: string): Promise<Run | undefined> {
    this.started.add(dir);
    await this.read([dir]);
    // The views shall know it before they are asked to show it.
    this.announce();
    return this.find(dir);
  }

  find(dir: string): Run | undefined {
    return this.byDir.get(dir);
  }

  /** The process of a live run. @throws UserError when this window cannot talk to it */
  control(run: Run): Promise<RpcClient<RunApi>> {
    return this.connections.client(run);
  }

  /** What is read later is newer: reading is done one after the other. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.reads.then(() => (this.isDisposed ? undefined : work()));
    this.reads = turn.catch(() => {});
    return turn;
  }

  /** A new watcher takes its time to start, in which it misses changes: the old one stays if it can. */
  private watch(): void {
    if (this.watcher?.roots.join('\n') === this.roots.join('\n')) return;
    this.watcher?.dispose();
    this.watcher = new RunWatcher(this.roots, paths => void this.read(paths));
  }

  /** Takes in what was found; those of `known` that were not have gone. */
  private take(found: readonly RunSummary[], known: Iterable<string>): void {
    const dirs = new Set(found.map(({ dir }) => dir));
    for (const dir of [...known]) if (!dirs.has(dir)) this.remove(dir);
    for (const summary of found) this.update(summary);
  }

  private update(summary: RunSummary): void {
    const known = this.byDir.get(summary.dir);
    const wasLive = known !== undefined && isLiveState(known.summary.state);
    const name = summary.notes.name ?? runName(summary.dir, this.roots);
    const run: Run = Object.assign(known ?? { dir: summary.dir }, { name, summary });
    this.byDir.set(run.dir, run);
    this.changed(run, !known);
    if (wasLive && (summary.state === 'interrupted' || summary.state === 'failed')) this.crashes.fire(run);
    if (wasLive && summary.state === 'finished') this.finishes.fire(run);
    this.connections.open(run);
  }

  private remove(dir: string): void {
    this.started.delete(dir);
    const run = this.byDir.get(dir);
    if (!run) return;
    this.byDir.delete(dir);
    this.connections.close(run);
    this.changed(run, true);
  }

  private snapshot(run: Run, snapshot: RunSnapshot): void {
    const before = run.live?.checkpoint?.file;
    run.live = snapshot.state === 'ended' ? undefined : snapshot;
    this.changed(run);
    // Which checkpoints there are now, and how the run ended, stands in its folder.
    if (!run.live || snapshot.checkpoint?.file !== before) void this.read([run.dir]);
  }

  private closed(run: Run): void {
    run.live = undefined;
    this.changed(run);
    void this.read([run.dir]);
  }

  private poll(): void {
    const dirs = this.runs.filter(run => isLive(run) && !this.connections.has(run)).map(({ dir }) => dir);
    if (dirs.length > 0) void this.read(dirs);
  }

  private changed(run: Run, list = false): void {
    this.change.runs.add(run);
    this.change.list ||= list;
    if (list) this.runs = [...this.byDir.values()].sort(newestFirst);
    this.announcement ??= setTimeout(() => this.announce(), COALESCE_MS);
  }

  private announce(): void {
    clearTimeout(this.announcement);
    this.announcement = undefined;
    const { change } = this;
    this.change = { list: false, runs: new Set() };
    setRunContextKeys(this.runs);
    this.changes.fire(change);
  }
}

function newestFirst(a: Run, b: Run): number {
  return b.summary.created.localeCompare(a.summary.created) || a.dir.localeCompare(b.dir);
}

/** Where runs are looked for: the workspace folders on disk and `mfm.runsFolders`. */
function runRoots(): string[] {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const outside = settings.runsFolders().map(folder => resolve(folder));
  return [...new Set([...folders.map(({ uri }) => uri.fsPath), ...outside])];
}
