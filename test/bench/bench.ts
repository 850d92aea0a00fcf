/*
 * The benchmark: npm run bench [-- --rounds 3] [--steps 6] [--models vit_tiny,resnet50] [--python python3] [--json FILE]
 *
 * Everything is measured in one run and alternately: read the ratios, not the seconds.
 */
import { cpus } from 'node:os';
import { useRuntime } from '../../extension/engine/runtime/runtime.js';
import { createWasmRuntime } from '../../extension/engine/wasm/wasm.js';
import { createTensorflowRuntime } from '../../extension/tensorflow/runtime.js';
import { contenders } from './contenders.js';
import { epochMemory } from './epochMemory.js';
import { pageTransformTime } from './pageTransform.js';
import { planTime, planTimeRow } from './planTime.js';
import { loaderSpeed, transformTime } from './small.js';
import { measureSteps } from './steps.js';

console.log(`${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.version}\n`);
const presets = {
  vit_tiny: { title: 'ViT-Ti/16', batch: 16 },
  vit_small: { title: 'ViT-S/16', batch: 16 },
  vit_base: { title: 'ViT-B/16', batch: 8 },
  resnet50: { title: 'ResNet-50', batch: 8 },
  swin_tiny: { title: 'Swin-T', batch: 8 },
  'finetune/vit_small': { title: 'ViT-S/16, fine-tuning on 1000 classes', batch: 16 },
};
measureSteps(presets, contenders, '2 threads');

console.log('\n| measure | value |\n| --- | --- |');
const page = pageTransformTime();
const ratio = page.productsRatio.toFixed(0);
console.log(
  `| inverse FFT of 3 x 224 x 224 in a page | ${page.milliseconds.toFixed(1)} ms, matrix products ${ratio} x |`,
);
console.log(`| loader, 2 threads, 224 px | ${(await loaderSpeed()).toFixed(0)} images/s |`);
const { list, quarters, images } = await epochMemory();
console.log(
  `| memory of a list of 1,000,000 images | ${list.toFixed(0)} MB |\n` +
    `| resident after each quarter of ${images} images of them | ${quarters.map(mb => mb.toFixed(0)).join(', ')} MB |`,
);
useRuntime(await createWasmRuntime());
console.log(`| FFT and back, 16 x 3 x 224 x 224, wasm | ${transformTime().toFixed(0)} ms |`);
console.log(planTimeRow('20 on wasm', await planTime(20)));
const library = process.env['MFM_LIBTENSORFLOW'];
if (library) {
  useRuntime(await createTensorflowRuntime({ library }));
  console.log(`| FFT and back, 16 x 3 x 224 x 224, tensorflow | ${transformTime().toFixed(0)} ms |`);
  console.log(planTimeRow('90 on tensorflow', await planTime(90)));
}
