import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VERSION } from '../../extension/tensorflow/install/release.js';
import { onNewestVscode } from '../support/vscodeStage.js';
import { readRun } from '../support/vscodeWorkspace.js';

onNewestVscode(
  'without TensorFlow',
  async ({ folder, parent }) => {
    const file = join(folder, 'configs/demo.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('SAVE_FREQ: 30', 'SAVE_FREQ: 1'));
    // Nothing is installed in an empty cache.
    return { env: { MFM_LIBTENSORFLOW: undefined, MFM_BACKEND: undefined, MFM_CACHE: join(parent, 'cache') } };
  },
  async ({ workspace, workbench, step }) => {
    await step('Pretrain says that WebAssembly computes, and offers to install TensorFlow', async () => {
      await workbench.showSidebar('MFM');
      await workbench.openConfig('demo.yaml');
      await workbench.run('MFM: Pretrain');
      assert.match(await workbench.dialog.innerText(), /Computes with: wasm/);
      await workbench.dialog.getByRole('button', { name: 'Install TensorFlow First' }).waitFor();
      await workbench.screenshot('without-tensorflow');
    });

    await step('it trains all the same', async () => {
      await workbench.answer('Pretrain');
      await workbench.row(/epoch \d+ · step/).waitFor();
      assert.equal((await readRun(join(workspace.folder, 'runs/demo'))).backend, 'wasm');
      await workbench.run('MFM: Stop');
      await workbench.answer('Stop Without Saving');
      await workbench.row('stopped').waitFor();
    });

    await step('Doctor says what computes, and its button leads to the installation', async () => {
      await workbench.run('View: Close All Editors');
      await workbench.run('MFM: Doctor');
      await workbench.webview.getByRole('heading', { name: 'Backends' }).waitFor();
      await workbench.screenshot('doctor-without-tensorflow');
      await workbench.webview.getByRole('button', { name: 'Install TensorFlow Runtime' }).click();
      await workbench.quickInput.row('For the processor').waitFor();
    });

    await step('it is installed, and computes', async t => {
      if (!pipOffersTensorflow()) return t.skip(`pip cannot reach an index that has tensorflow-cpu ${VERSION}`);
      await workbench.quickInput.row('For the processor').click();
      await workbench.notification(/Installing TensorFlow/).waitFor();
      await workbench.screenshot('installing-tensorflow');
      await workbench.notification(`TensorFlow ${VERSION} is installed and runs on CPU`).waitFor({ timeout: 600_000 });
      await workbench.statusItem.filter({ hasText: 'tensorflow · CPU' }).waitFor();
      await workbench.screenshot('installed-tensorflow');
    });
  },
);

function pipOffersTensorflow(): boolean {
  const wheel = ['--python-version', '3.11', '--only-binary', ':all:', '--retries', '0'];
  const pip = spawnSync('python3', ['-m', 'pip', 'index', 'versions', 'tensorflow-cpu', ...wheel], {
    encoding: 'utf8',
  });
  return pip.status === 0 && pip.stdout.includes(VERSION);
}
