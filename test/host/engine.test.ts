import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import type { App } from '../../extension/host/app/app.js';
import { activeApp, until, workspaceFolder } from './workbench.js';

const settings = () => vscode.workspace.getConfiguration('mfm');

suite('the engine process', () => {
  let app: App;
  suiteSetup(async () => {
    app = await activeApp();
    await settings().update('backend', 'wasm', vscode.ConfigurationTarget.Workspace);
  });
  suiteTeardown(() => app.engine.restart());

  test('starts with the first call, and then tells what computes', async () => {
    assert.equal(app.engine.state, 'off');
    const { backends } = await app.engine.call('doctor', {});
    assert.equal(backends.find(({ chosen }) => chosen)?.name, 'wasm');
    assert.equal(app.engine.backend?.name, 'wasm');
    assert.equal(app.engine.state, 'idle');
  });

  test('that is killed harms nobody: one sentence, and the next call starts another', async () => {
    const slow = app.engine.call('meanSpectrum', { folder: join(workspaceFolder(), 'photos'), most: 384 });
    await until('the computation to begin', () => app.engine.state === 'busy');
    process.kill(app.engine.pid!, 'SIGKILL');
    await assert.rejects(slow, /^UserError: The MFM engine ended unexpectedly \(signal SIGKILL\)/);
    assert.equal(app.engine.state, 'failed');
    const { backends } = await app.engine.call('doctor', {});
    assert.equal(backends.length, 1 + Number(backends.some(({ name }) => name === 'tensorflow')));
  });

  test('starts anew with a changed setting', async () => {
    await app.engine.call('doctor', {});
    const before = app.engine.pid;
    await settings().update('backend', 'auto', vscode.ConfigurationTarget.Workspace);
    await until('the engine to be off', () => app.engine.state === 'off');
    await settings().update('backend', 'wasm', vscode.ConfigurationTarget.Workspace);
    await app.engine.call('doctor', {});
    assert.notEqual(app.engine.pid, before);
  });

  test('cannot start with a Node.js that is not there, and says which', async () => {
    await settings().update('nodePath', '/nowhere/node', vscode.ConfigurationTarget.Global);
    await until('the setting', () => settings().get('nodePath') === '/nowhere/node');
    await assert.rejects(app.engine.call('doctor', {}), {
      name: 'UserError',
      message: /cannot be started with \/nowhere\/node .*mfm\.nodePath/,
    });
    await settings().update('nodePath', undefined, vscode.ConfigurationTarget.Global);
    await until('the setting', () => settings().get('nodePath') === '');
  });

  test('a backend that cannot run is told as the engine says it', async () => {
    await settings().update('backend', 'tensorflow', vscode.ConfigurationTarget.Workspace);
    await settings().update('libtensorflow', '/nowhere/libtensorflow_cc.so', vscode.ConfigurationTarget.Global);
    await until('the setting', () => settings().get('libtensorflow') !== '');
    await assert.rejects(app.engine.call('doctor', {}), {
      name: 'UserError',
      message: /\/nowhere\/libtensorflow_cc\.so/,
    });
    await settings().update('libtensorflow', undefined, vscode.ConfigurationTarget.Global);
    await settings().update('backend', 'wasm', vscode.ConfigurationTarget.Workspace);
  });
});

suite('tasks', () => {
  test('every config can be trained by a task, whose program is the command line', async () => {
    await activeApp();
    const tasks = await vscode.tasks.fetchTasks({ type: 'mfm' });
    const demo = tasks.find(({ definition }) => definition['config'] === 'configs/demo.yaml');
    assert.ok(demo, tasks.map(({ name }) => name).join());
    const { process: program, args, options } = demo.execution as vscode.ProcessExecution;
    assert.deepEqual(args.slice(1), ['pretrain', 'configs/demo.yaml']);
    const env = { ...process.env, ...options!.env };
    const { stdout } = await promisify(execFile)(program, [args[0]!, 'pretrain', '--help'], { env });
    assert.match(stdout, /^Usage: mfm pretrain/);
  });
});
