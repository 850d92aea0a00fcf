import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { thisProcess } from '../../extension/engine/runs/processIdentity.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import type { App } from '../../extension/host/app/app.js';
import { CheckpointDocument } from '../../extension/host/checkpoint/checkpointDocument.js';
import { checkpointHandlers } from '../../extension/host/checkpoint/pageHandlers.js';
import { act } from '../../extension/host/commands/pageActions.js';
import { runPageHandlers } from '../../extension/host/runPage/handlers.js';
import { runId } from '../../extension/host/runPage/runId.js';
import type { Run } from '../../extension/host/runs/run.js';
import { SpectrumSession } from '../../extension/host/spectrum/spectrumSession.js';
import type { CallContext } from '../../extension/protocol/rpc.js';
import { writeFakeCheckpoints, writeFakeRun } from '../support/fakeRun.js';
import { agreeToAll } from './agreeing.js';
import { activeApp, workspaceFolder } from './workbench.js';

const context: CallContext<never> = { signal: new AbortController().signal, progress() {} };

suite('a workspace that is not trusted', () => {
  let app: App;
  let ended: Run;
  let live: Run;
  let control: Server;
  let engineChanges = 0;
  let connections = 0;
  let before: string[];
  const path = (name: string) => join(workspaceFolder(), name);
  const config = () => vscode.Uri.file(path('configs/demo.yaml'));
  const image = () => vscode.Uri.file(path('photos/fish/fish1.jpg'));
  /** Outside of the workspace: where somebody who is asked puts things. */
  const elsewhere = () => join(dirname(workspaceFolder()), 'elsewhere');

  suiteSetup(async () => {
    app = await activeApp();
    assert.equal(vscode.workspace.isTrusted, false, 'the window asks for trust');
    await mkdir(elsewhere());
    const socket = join(dirname(workspaceFolder()), 'control.sock');
    control = createServer(() => connections++).listen(socket);
    const owner = thisProcess();
    await writeFakeRun(path('runs/ended'), 24, 64, { state: 'stopped' });
    await writeFakeCheckpoints(path('runs/ended'), [12, 24]);
    await writeFakeRun(path('runs/live'), 24, 64, { state: 'running', pid: process.pid, owner, control: socket });
    await writeFile(RunFolder.open(path('runs/ended')).reportFile, '<!doctype html><p>Written by the run');
    await app.runs.refresh();
    [ended, live] = ['runs/ended', 'runs/live'].map(name => app.runs.find(path(name))!) as [Run, Run];
    app.engine.onDidChange(() => engineChanges++);
    before = await everything();
  });

  suiteTeardown(() => control.close());

  /** Every file that a command could write: path, size and time. */
  async function everything(): Promise<string[]> {
    const folders = [workspaceFolder(), elsewhere(), app.storageUri.fsPath];
    return (await Promise.all(folders.map(filesOf))).flat().sort();
  }

  /** Nothing was started, talked to, or written. */
  async function nothingHappened(): Promise<void> {
    assert.deepEqual(await everything(), before);
    assert.deepEqual(await ownProcesses(app.extensionUri.fsPath), []);
    assert.deepEqual([app.engine.state, engineChanges, connections], ['off', 0, 0]);
    assert.ok(!existsSync(join(app.storageUri.fsPath, 'logs')), 'a run would log there');
    const { globalValue } = vscode.workspace.getConfiguration('mfm').inspect('backend')!;
    assert.equal(globalValue, undefined, 'a backend was selected');
  }

  test('no command starts a process or writes a file, whatever it is called with', async () => {
    const { commands } = vscode.extensions.getExtension('mfm.mfm')!.packageJSON.contributes as Manifest;
    const [checkpoint] = await app.runsTree.getChildren({ kind: 'run', run: ended });
    const nodes = [ended, live].map(run => ({ kind: 'run', run }));
    const given = [[], ...[...nodes, checkpoint, config(), image()].map(one => [one])];
    const places = { folder: vscode.Uri.file(elsewhere()), file: image() };
    const waiting = new Set<string>();
    for (const { command } of commands) {
      for (const args of given) {
        const { refusals, restore } = agreeToAll(places);
        await vscode.commands.executeCommand(command, ...args);
        restore();
        if (refusals.some(refusal => refusal.includes('until you trust this workspace'))) waiting.add(command);
      }
    }
    const hidden = commands.filter(({ enablement }) => enablement?.includes('isWorkspaceTrusted'));
    assert.ok(hidden.length > 12);
    // It is not hidden, but offers some that are.
    assert.ok(waiting.delete('mfm.showActions'));
    assert.deepEqual([...waiting].sort(), hidden.map(({ command }) => command).sort());
    await nothingHappened();
  });

  test('neither does anything that the status bar offers', async () => {
    let refused = 0;
    for (let pick = 0; pick < 8; pick++) {
      const { refusals, restore } = agreeToAll({ folder: config(), file: image() }, pick);
      await vscode.commands.executeCommand('mfm.showActions');
      restore();
      refused += refusals.length;
    }
    assert.ok(refused >= 3, 'Pretrain, Select Compute Backend and Doctor');
    await nothingHappened();
  });

  test('neither does anything that a page asks for', async () => {
    const refused = async (call: () => unknown) =>
      assert.rejects(async () => call(), { name: 'UserError', message: /you trust this workspace/ });

    const page = runPageHandlers(app, [runId(ended), runId(live)], () => {}, act);
    for (const action of ['pause', 'resume', 'stop', 'save'] as const)
      for (const run of [ended, live]) await refused(() => page.act({ run: runId(run), action }, context));
    await refused(() => page.sample({ run: runId(ended), step: 12, image: 0 }, context));
    await refused(() => page.bands({ run: runId(ended), steps: [] }, context));

    const document = new CheckpointDocument(app, vscode.Uri.file(ended.summary.latest!));
    const checkpoint = checkpointHandlers(app, document);
    await refused(() => checkpoint.tensor({ name: 'weight' }, context));
    await refused(() => checkpoint.weights({}, context));
    await refused(() => checkpoint.difference({ other: '' }, context));
    await refused(() => checkpoint.lookModel({}, context));
    for (const look of ['reconstruction', 'attention', 'features', 'decision'] as const)
      await refused(() => checkpoint[look]({ image: '' } as never, context));
    for (const map of ['mapFolder', 'neighbours', 'thumbnails'] as const)
      await refused(() => checkpoint[map]({} as never, context));
    document.dispose();

    const spectrum = new SpectrumSession(app, { paths: [image().fsPath], config: config().fsPath });
    const { images, folders } = await spectrum.subject();
    await refused(() => spectrum.handlers.pixels({ image: images[0]!.id }, context));
    for (const { id } of folders) await refused(() => spectrum.handlers.folder({ folder: id }, context));
    const mask = { r1: 3, r2: null, shape: 'circle', areaMatched: false } as const;
    await refused(() => spectrum.handlers.writeMask(mask, context));
    const bytes = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
    await refused(() => spectrum.handlers.saveFile({ name: 'picture', type: 'png', bytes }, context));
    spectrum.dispose();
    await nothingHappened();
  });

  test('there are no lenses but the one that only reads', async () => {
    await vscode.window.showTextDocument(config());
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', config());
    assert.deepEqual(
      lenses.map(({ command }) => command?.command),
      ['mfm.showResolvedConfig'],
    );
    await nothingHappened();
  });

  test('the engine itself refuses to start, and a run to be talked to', async () => {
    await assert.rejects(app.engine.call('doctor', {}), /until you trust this workspace/);
    await assert.rejects(app.runs.control(live), /until you trust this workspace/);
    await nothingHappened();
  });
});

interface Manifest {
  commands: { command: string; enablement?: string }[];
}

/** 'path size time' of every file in a folder, which need not be there. */
async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return Promise.all(
    names.map(async name => {
      const { size, mtimeMs } = await stat(join(folder, name));
      return `${join(folder, name)} ${size} ${mtimeMs}`;
    }),
  );
}

/** Command lines of the processes that this one started from the extension's folder. */
async function ownProcesses(extension: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async pid => {
      const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
      const [status, command] = await Promise.all([read('status'), read('cmdline')]);
      const parent = Number(/^PPid:\t(\d+)$/m.exec(status)?.[1]);
      return parent === process.pid && command.includes(join(extension, 'dist')) ? [command] : [];
    }),
  );
  return found.flat();
}
