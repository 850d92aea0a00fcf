import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultConfig } from '../../extension/engine/config/schema.js';
import { degradationText } from '../../extension/engine/corruption/degradationText.js';

test('what the tasks do is said in the order in which they do it', () => {
  const { DATA: data } = defaultConfig();
  const shipped = structuredClone(data);
  shipped.BLUR.KERNEL_LIST = ['iso'];
  shipped.BLUR.KERNEL_PROB = [1];
  shipped.BLUR.SIGMA_X = [5, 5];
  shipped.NOISE.TYPE = ['gaussian'];
  shipped.NOISE.PROB = [1];
  shipped.NOISE.GAUSSIAN_SIGMA = [75, 75];
  assert.equal(degradationText(['mfm'], shipped), undefined);
  assert.equal(degradationText(['sr'], shipped), 'Made 8 times smaller and back.');
  assert.equal(degradationText(['deblur'], shipped), 'Blurred (Gaussian, sigma 5, 7 to 21 pixels wide).');
  assert.equal(degradationText(['denoise', 'mfm'], shipped), 'With noise (Gaussian, sigma 75 of 255).');
  shipped.BLUR.KERNEL_SIZE = [13];
  assert.equal(
    degradationText(['denoise', 'mfm', 'sr', 'deblur'], shipped),
    'Blurred (Gaussian, sigma 5, 13 x 13 pixels), made 8 times smaller and back, with noise (Gaussian, sigma 75 of 255).',
  );
});

test('ranges and kinds that are drawn between, but none that never comes', () => {
  const { DATA: data } = defaultConfig();
  assert.equal(degradationText(['deblur'], data), 'Blurred (7 kinds of kernels, sigma 0.2 to 3, 7 to 21 pixels wide).');
  assert.equal(
    degradationText(['denoise'], data),
    'With noise (Gaussian, sigma 1 to 30 of 255 or Poisson, scale 0.05 to 3).',
  );
  data.NOISE.PROB = [0, 1];
  data.BLUR.KERNEL_PROB = [0, 1, 0, 0, 0, 0, 1];
  data.BLUR.SIGMA_Y = [1, 9];
  assert.equal(degradationText(['denoise'], data), 'With noise (Poisson, scale 0.05 to 3).');
  assert.equal(
    degradationText(['deblur'], data),
    'Blurred (elliptic Gaussian or sinc, sigma 0.2 to 9, 7 to 21 pixels wide).',
  );
  data.BLUR.KERNEL_LIST = ['sinc'];
  data.BLUR.KERNEL_PROB = [1];
  assert.equal(degradationText(['deblur'], data), 'Blurred (sinc, 7 to 21 pixels wide).');
});
