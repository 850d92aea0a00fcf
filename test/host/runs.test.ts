import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import type { App } from '../../extension/host/app/app.js';
import { displayState, isLive, type Run } from '../../extension/host/runs/run.js';
import { runTooltip } from '../../extension/host/runs/runItem.js';
import { fakeSummary } from '../support/fakeRunState.js';
import { answerMessages, typing } from './answers.js';
import { tinyConfigText } from './tinyConfigText.js';
import { activeApp, until, workspaceFolder } from './workbench.js';

suite('runs', () => {
  let app: App;
  let run: Run;
  const node = () => ({ kind: 'run' as const, run });
  const state = () => displayState(run);

  suiteSetup(async () => {
    app = await activeApp();
    const settings = vscode.workspace.getConfiguration('mfm');
    await settings.update('backend', 'wasm', vscode.ConfigurationTarget.Workspace);
    await settings.update('confirmPretrain', false, vscode.ConfigurationTarget.Workspace);
    await writeFile(join(workspaceFolder(), 'configs/tiny.yaml'), tinyConfigText);
  });

  suiteTeardown(() => {
    const { pid, owner } = run?.summary ?? {};
    if (run && isLive(run) && pid && owner) process.kill(pid, 'SIGKILL');
  });

  test('Pretrain starts a run that the window watches until a checkpoint is in the tree', async () => {
    await vscode.commands.executeCommand('mfm.pretrain', vscode.Uri.file(join(workspaceFolder(), 'configs/tiny.yaml')));
    run = await until('the run', () => app.runs.find(join(workspaceFolder(), 'runs/tiny')));
    assert.equal(run.name, 'runs/tiny');
    await until('steps over the socket', () => run.live?.step);
    assert.equal(state(), 'running');
    await until('a checkpoint', () => run.summary.checkpoints > 0);
    const [root] = await app.runsTree.getChildren();
    const [checkpoint] = await app.runsTree.getChildren(root);
    const items = [app.runsTree.getTreeItem(root!), app.runsTree.getTreeItem(checkpoint!)];
    assert.deepEqual(
      items.map(({ contextValue }) => contextValue),
      ['run.running', 'checkpoint'],
    );
    assert.match(String(items[0]!.description), /^epoch \d+\/100000 · loss [\d.]+ · /);
    assert.match(String(items[1]!.label), /^epoch \d+ · step \d+$/);
  });

  test('a second run in the same folder is refused with a sentence', async () => {
    const errors = answerMessages('showErrorMessage', () => undefined);
    try {
      await vscode.commands.executeCommand(
        'mfm.pretrain',
        vscode.Uri.file(join(workspaceFolder(), 'configs/tiny.yaml')),
      );
      await until('the sentence', () => errors.shown[0]);
      assert.match(errors.shown[0]!.message, /training already/);
    } finally {
      errors.restore();
    }
  });

  test('Pause holds it and Resume lets it go on', async () => {
    await vscode.commands.executeCommand('mfm.pauseRun');
    await until('paused', () => state() === 'paused');
    const step = run.live?.step?.step;
    await vscode.commands.executeCommand('mfm.resumeRun', node());
    await until('more steps', () => state() === 'running' && run.live?.step && run.live.step.step > step!);
  });

  test('a run gets a name and a note while it trains, and its folder keeps them', async () => {
    const name = run.name;
    const item = () => app.runsTree.getTreeItem(node());
    await typing(
      () => 'Low frequencies only',
      () => vscode.commands.executeCommand('mfm.renameRun', node()),
    );
    await typing(
      () => 'A first try.',
      () => vscode.commands.executeCommand('mfm.noteRun', node()),
    );
    assert.equal(item().label, 'Low frequencies only');
    assert.match(runTooltip(run).value, /A&nbsp;first&nbsp;try/);
    assert.deepEqual(JSON.parse(await readFile(join(run.dir, 'notes.json'), 'utf8')), {
      name: 'Low frequencies only',
      note: 'A first try.',
    });
    await typing(
      held => held && undefined,
      () => vscode.commands.executeCommand('mfm.renameRun', node()),
    );
    assert.equal(item().label, 'Low frequencies only', 'Escape changes nothing');
    for (const command of ['mfm.renameRun', 'mfm.noteRun']) {
      await typing(
        () => '',
        () => vscode.commands.executeCommand(command, node()),
      );
    }
    assert.equal(item().label, name);
    assert.ok(!existsSync(join(run.dir, 'notes.json')));
    assert.equal(state(), 'running');
  });

  test('a live run is not deleted', async () => {
    const errors = answerMessages('showErrorMessage', () => undefined);
    try {
      await vscode.commands.executeCommand('mfm.deleteRun', node());
      await until('the sentence', () => errors.shown[0]);
      assert.match(errors.shown[0]!.message, /stop it before you delete it/);
    } finally {
      errors.restore();
    }
  });

  test('Stop asks, saves a checkpoint of the last step and ends the process', async () => {
    const { pid } = run.summary;
    const questions = answerMessages('showWarningMessage', () => 'Stop and Save');
    try {
      await vscode.commands.executeCommand('mfm.stopRun', node());
    } finally {
      questions.restore();
    }
    assert.deepEqual(questions.shown[0], {
      message: 'Stop runs/tiny?',
      detail: 'It saves a checkpoint first and can be resumed.',
      buttons: ['Stop and Save', 'Stop Without Saving'],
    });
    await until('stopped', () => state() === 'stopped');
    const { step, latest } = run.summary;
    assert.match(latest!, new RegExp(`step-0*${step}\\.safetensors$`));
    await until('the end of the process', () => hasEnded(pid));
  });

  test('Resume starts it again where it stopped', async () => {
    const { step } = run.summary;
    await vscode.commands.executeCommand('mfm.resumeRun', node());
    const live = await until('the run', () => state() === 'running' && run.live);
    assert.equal(live.start.step, step);
    assert.equal(live.start.run, run.dir);
  });

  test('a killed run is interrupted, which is said once', async () => {
    const errors = answerMessages('showErrorMessage', () => undefined);
    try {
      await until('steps', () => run.live?.step);
      process.kill(run.summary.pid, 'SIGKILL');
      await until('interrupted', () => state() === 'interrupted');
      await until('the message', () => errors.shown[0]);
      await app.runs.refresh();
      await app.runs.refresh();
    } finally {
      errors.restore();
    }
    assert.equal(errors.shown.length, 1);
    assert.match(errors.shown[0]!.message, /runs\/tiny ended unexpectedly/);
    assert.deepEqual(errors.shown[0]!.buttons, ['Resume', 'Show Log']);
  });

  test('what happens to it outside of this window is noticed', async () => {
    const other = join(workspaceFolder(), 'runs/other');
    await mkdir(other, { recursive: true });
    await writeFile(
      join(other, 'run.json'),
      JSON.stringify({ ...run.summary, state: 'finished', created: '2026-01-01' }),
    );
    await until('a new run', () => app.runs.find(other));
    assert.deepEqual(
      app.runs.runs.map(({ name }) => name),
      ['runs/tiny', 'runs/other'],
    );
    await vscode.workspace.fs.delete(vscode.Uri.file(other), { recursive: true });
    await until('its end', () => !app.runs.find(other));
  });

  test('a run that offers no control is watched through its files', async () => {
    const dir = join(workspaceFolder(), 'runs/elsewhere');
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const owner = { pid: other.pid!, host: hostname(), started: '' };
    const errors = answerMessages('showErrorMessage', () => undefined);
    try {
      await mkdir(dir, { recursive: true });
      const file = { ...fakeSummary({ state: 'running', owner }), created: '2026-01-01', step: 7 };
      await writeFile(join(dir, 'run.json'), JSON.stringify(file));
      const found = await until('the run', () => app.runs.find(dir));
      assert.ok(isLive(found));
      await vscode.commands.executeCommand('mfm.pauseRun', { kind: 'run', run: found });
      await until('the sentence', () => errors.shown[0]);
      assert.match(errors.shown[0]!.message, /cannot be controlled from here/);
      other.kill('SIGKILL');
      await until('its death', () => displayState(found) === 'interrupted');
      await until('the message', () => errors.shown[1]);
    } finally {
      errors.restore();
      other.kill('SIGKILL');
      await rm(dir, { recursive: true });
    }
    await until('its end', () => !app.runs.find(dir));
  });

  test('its report opens in one panel, however often one asks', async () => {
    await rm(join(run.dir, 'report.html'));
    await vscode.commands.executeCommand('mfm.openReport', node());
    await vscode.commands.executeCommand('mfm.openReport', node());
    await until('the report', () => existsSync(join(run.dir, 'report.html')));
    await until('its tab', () => reportTabs().length > 0);
    assert.deepEqual(reportTabs(), ['Report: runs/tiny']);
  });

  test('Delete asks, and asks again where there is no trash', async () => {
    const questions = answerMessages('showWarningMessage', ({ buttons }) => buttons[0]);
    try {
      await vscode.commands.executeCommand('mfm.deleteRun', node());
    } finally {
      questions.restore();
    }
    assert.equal(questions.shown[0]!.message, 'Delete the run runs/tiny?');
    assert.match(questions.shown[0]!.detail!, /runs\/tiny \([\d.]+ [kM]B, \d+ checkpoints\)$/);
    assert.equal(questions.shown[1]!.message, 'Delete runs/tiny permanently?');
    assert.equal(questions.shown.length, 2);
    assert.ok(!existsSync(run.dir));
    assert.equal(app.runs.find(run.dir), undefined);
    await until('the end of its report', () => reportTabs().length === 0);
  });
});

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

function reportTabs(): string[] {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  const isReport = ({ input }: vscode.Tab) =>
    input instanceof vscode.TabInputWebview && input.viewType.endsWith('mfm.report');
  return tabs.filter(isReport).map(({ label }) => label);
}
