import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { LookMask } from '../../extension/protocol/lookApi.js';
import { backend } from '../../extension/worker/compute.js';
import { reconstruction } from '../../extension/worker/methods/reconstruction.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { tinyConfig } from '../support/tinyVit.js';
import { callContext, photos, writeCheckpoint } from '../support/workerCalls.js';
import { mfm } from './mfm.js';

const masks: LookMask[] = [{ kind: 'low' }, { kind: 'high', radius: 5 }, { kind: 'low', radius: [2, 6] }];

test('the page’s loss and PSNR are those of mfm reconstruct --json', async t => {
  await backend();
  const checkpoint = join(await temporaryFolder(t), 'tiny.safetensors');
  await writeCheckpoint(checkpoint, tinyConfig());
  const image = `${photos}fish/fish2.jpg`;
  for (const mask of masks) {
    const radius = mask.radius === undefined ? [] : ['--radius', [mask.radius].flat().join(':')];
    const flags = ['--checkpoint', checkpoint, '--mask', mask.kind, ...radius, '--backend', 'wasm', '--json'];
    const { code, stdout, stderr } = await mfm('reconstruct', image, ...flags);
    assert.equal(code, 0, stderr);
    const [expected] = JSON.parse(stdout).images as {
      loss: number;
      psnr: Record<'input' | 'restored' | 'prediction', number>;
    }[];
    const { loss, psnr } = await reconstruction({ checkpoint, image, mask, spectra: false }, callContext());
    assert.ok(Math.abs(loss / expected!.loss - 1) < 1e-5, `loss ${loss} instead of ${expected!.loss}`);
    for (const of of ['input', 'restored', 'prediction'] as const) {
      const [here, there] = [psnr[of]!, expected!.psnr[of]];
      assert.ok(Math.abs(here / there - 1) < 1e-5, `PSNR of ${of}: ${here}, not ${there}`);
    }
  }
});
