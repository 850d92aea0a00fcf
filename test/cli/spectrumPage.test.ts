import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toPlanar } from '../../extension/engine/data/image.js';
import { type RadialBand, radialProfile } from '../../extension/engine/inspect/spectrum/radialProfile.js';
import { pixels } from '../../extension/worker/methods/pixels.js';
import { BandFilter } from '../../webview/spectrum/bandFilter.js';
import { root } from '../support/root.js';
import { mfm } from './mfm.js';

const context = { signal: new AbortController().signal, progress: () => {} };

function assertClose(actual: number, expected: number, what: string): void {
  const difference = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  assert.ok(difference < 1e-5, `${what}: ${actual} on the page, ${expected} on the command line`);
}

test('the page shows the numbers of mfm spectrum --json', async () => {
  const file = `${root}examples/photos/animals/chelsea.jpg`;
  const image = await pixels({ file }, context);
  assert.deepEqual(image.original, { width: image.width, height: image.height }, 'small enough to be used as it is');
  const filter = new BandFilter(toPlanar(image), image.width, image.height);
  const kept = filter.apply({ shape: 'circle', r1: 12, r2: 60, areaMatched: true });
  const profile = radialProfile(filter.power, image.width, image.height);

  const { code, stdout, stderr } = await mfm('spectrum', file, '--radius', '12:60', '--json');
  assert.equal(code, 0, stderr);
  const [answer] = JSON.parse(stdout);
  assert.deepEqual([answer.width, answer.height], [image.width, image.height]);
  assertClose(kept.withDc, answer.keptEnergy.withDc, 'kept energy');
  assertClose(kept.withoutDc, answer.keptEnergy.withoutDc, 'kept energy without the mean');
  assertClose(filter.high.filter(value => value < 0).length / filter.high.length, answer.highPass.below, 'below 0');
  const bands = answer.radialProfile as RadialBand[];
  assert.equal(profile.length, bands.length);
  for (const [radius, band] of bands.entries()) {
    assert.equal(profile[radius]!.count, band.count);
    assertClose(profile[radius]!.share, band.share, `share at ${radius}`);
    assertClose(profile[radius]!.meanPower, band.meanPower, `power at ${radius}`);
  }
});
