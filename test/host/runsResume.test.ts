import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import type { App } from '../../extension/host/app/app.js';
import { displayState, isLive, type Run } from '../../extension/host/runs/run.js';
import { answerMessages, type Shown } from './answers.js';
import { tinyConfigText } from './tinyConfigText.js';
import { activeApp, until, workspaceFolder } from './workbench.js';

suite('a run that died before its first checkpoint', () => {
  let app: App;
  let run: Run;
  const config = () => vscode.Uri.file(join(workspaceFolder(), 'configs/unsaved.yaml'));
  const metrics = () => readFile(RunFolder.open(run.dir).metricsFile, 'utf8');

  suiteSetup(async () => {
    app = await activeApp();
    const settings = vscode.workspace.getConfiguration('mfm');
    await settings.update('backend', 'wasm', vscode.ConfigurationTarget.Workspace);
    await settings.update('confirmPretrain', false, vscode.ConfigurationTarget.Workspace);
    const text = tinyConfigText.replace('SAVE_FREQ: 5', 'SAVE_FREQ: 100000').replace('TAG: tiny', 'TAG: unsaved');
    await writeFile(config().fsPath, text);
  });

  suiteTeardown(() => {
    if (run && isLive(run)) process.kill(run.summary.pid, 'SIGKILL');
  });

  async function asked(command: string, given: unknown, answer?: string): Promise<Shown[]> {
    const [warnings, questions] = (['showWarningMessage', 'showInformationMessage'] as const).map(kind =>
      answerMessages(kind, () => answer),
    );
    try {
      await vscode.commands.executeCommand(command, given);
      return [...warnings!.shown, ...questions!.shown];
    } finally {
      warnings!.restore();
      questions!.restore();
    }
  }

  test('is not said to be resumable from a checkpoint', async () => {
    const errors = answerMessages('showErrorMessage', () => undefined);
    try {
      await vscode.commands.executeCommand('mfm.pretrain', config());
      run = await until('the run', () => app.runs.find(join(workspaceFolder(), 'runs/unsaved')));
      await until('steps', () => run.live?.step);
      process.kill(run.summary.pid, 'SIGKILL');
      await until('the message', () => errors.shown[0]);
    } finally {
      errors.restore();
    }
    assert.match(errors.shown[0]!.message, /ended unexpectedly, before a checkpoint was saved/);
    assert.deepEqual(errors.shown[0]!.buttons, ['Start Again', 'Show Log']);
  });

  test('begins again only with a yes', async () => {
    await until('its end', () => displayState(run) === 'interrupted');
    const before = await metrics();
    const questions = await asked('mfm.resumeRun', { kind: 'run', run });
    assert.deepEqual(
      questions.map(({ message, buttons }) => [message, buttons]),
      [['No checkpoint of runs/unsaved was saved. Start it again?', ['Start Again']]],
    );
    assert.match(questions[0]!.detail!, /training would begin again\. The old curve is kept aside/);
    assert.equal(displayState(run), 'interrupted');
    assert.equal(await metrics(), before);
  });

  test('Pretrain by its config asks as well, also those who do not want to be asked', async () => {
    const [question] = await asked('mfm.pretrain', config());
    assert.deepEqual(question!.buttons, ['Start Again', 'Start New Run']);
    assert.match(question!.detail!, /no checkpoint was saved: training would begin again/);
    assert.equal(displayState(run), 'interrupted');
  });

  test('with a yes it begins at its first step', async () => {
    await asked('mfm.resumeRun', { kind: 'run', run }, 'Start Again');
    const live = await until('the run', () => displayState(run) === 'running' && run.live);
    assert.deepEqual([live.start.step, live.start.resumedFrom], [0, undefined]);
  });
});
