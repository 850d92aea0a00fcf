import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { blur } from '../../extension/engine/corruption/blur.js';
import {
  type BlurKernel,
  gaussianKernel,
  generalizedKernel,
  plateauKernel,
  sincKernel,
} from '../../extension/engine/corruption/blurKernels.js';
import { addPoissonNoise } from '../../extension/engine/corruption/noise.js';
import { superResolve } from '../../extension/engine/corruption/superResolution.js';
import { Random } from '../../extension/engine/random.js';
import { assertClose } from '../support/close.js';
import { golden } from '../support/golden.js';
import { lcg } from '../support/lcg.js';
import { root } from '../support/root.js';

for (const factor of [2, 4, 8]) {
  test(`super-resolution takes what the reference takes, ${factor} times`, () => {
    const expected = golden[`sr_32_x${factor}`];
    const image = superResolve(lcg(3 * 32 * 32, 3), 32, factor);
    assertClose(image.subarray(0, 32), expected.ch0_row0, 'first row');
    assertClose([image.reduce((sum, value) => sum + value, 0)], [expected.sum], 'sum');
  });
}

const round = (sigma: number) => ({ sigmaX: sigma, sigmaY: sigma, angle: 0 });
const kernels: Record<string, BlurKernel> = {
  iso_s5_k7: gaussianKernel(7, round(5)),
  iso_s5_k13: gaussianKernel(13, round(5)),
  iso_s5_k21: gaussianKernel(21, round(5)),
  'aniso_k7_sx2_sy1_th0.5': gaussianKernel(7, { sigmaX: 2, sigmaY: 1, angle: 0.5 }),
  'gen_k7_s2_beta0.5': generalizedKernel(7, round(2), 0.5),
  plateau_k7_s2_beta2: plateauKernel(7, round(2), 2),
  sinc_k7_w2: sincKernel(7, 2),
};

test('blur kernels are those of the reference', () => {
  assert.deepEqual(Object.keys(kernels), Object.keys(golden.kernels));
  for (const [name, { size, values }] of Object.entries(kernels)) {
    const { row_mid, corner, full } = golden.kernels[name];
    const middle = (size - 1) / 2;
    assertClose(values.subarray(middle * size, (middle + 1) * size), row_mid, `${name}: middle row`);
    assertClose([values[0]!], [corner], `${name}: corner`);
    if (full) assertClose(values, full.flat(), name);
    assertClose([values.reduce((sum, value) => sum + value, 0)], [1], `${name}: sum`, 1e-12);
  }
});

/** Made by `tools/make_degradation_golden.py`. */
interface Independent {
  blur: {
    name: string;
    image: number;
    kind: 'gaussian' | 'plateau' | 'sinc';
    size: number;
    sigma_x?: number;
    sigma_y?: number;
    angle?: number;
    beta?: number;
    omega?: number;
    blurred: number[];
  }[];
  resolution: { image: number; factor: number; result: number[] }[];
  poisson: { gray: boolean; colours: number; photons: number; value: number[] }[];
}

const independent: Independent = JSON.parse(readFileSync(`${root}test/golden/degradation_golden.json`, 'utf8'));

for (const { name, image, kind, size, blurred, ...of } of independent.blur) {
  test(`images are blurred as by an independent implementation: ${name}`, () => {
    const spread = { sigmaX: of.sigma_x ?? 1, sigmaY: of.sigma_y ?? 1, angle: of.angle ?? 0 };
    const shapes = { gaussian: generalizedKernel, plateau: plateauKernel };
    const kernel = kind === 'sinc' ? sincKernel(size, of.omega!) : shapes[kind](size, spread, of.beta ?? 1);
    assertClose(blur(lcg(3 * image * image, 7), image, kernel), blurred, name, 1e-6);
  });
}

for (const { image, factor, result } of independent.resolution) {
  test(`${image} pixels made ${factor} times smaller and back are those of PyTorch`, () => {
    assertClose(superResolve(lcg(3 * image * image, 7), image, factor), result, 'image', 1e-6);
  });
}

for (const { gray, colours, photons, value } of independent.poisson) {
  test(`Poisson noise counts ${photons} photons${gray ? ' of gray' : ''} in an image of ${colours + 1} values`, () => {
    const image = lcg(3 * 64, 9).map(u => (Math.round(u * colours) / colours) * 1.31 - 0.15);
    const noisy = addPoissonNoise(image, 0.5, gray, new Random(3));
    const counts = noisy.map((pixel, i) => ((pixel - image[i]!) / 0.5 + value[i % value.length]!) * photons);
    for (const count of counts) {
      assert.ok(count > -1e-2 && Math.abs(count - Math.round(count)) < 1e-2, `a count of photons: ${count}`);
    }
    assert.ok(new Set(counts.map(Math.round)).size > 1, 'the counts differ');
  });
}
