/*
 * Training steps on an NVIDIA GPU beside PyTorch's there: npm run bench:gpu, with the options of npm run bench. `python3`, or what
 * --python names, needs a PyTorch with CUDA. Memory is what the driver says the process holds when it ends.
 */
import { firstGpu } from '../../extension/tensorflow/gpu.js';
import { gpuContenders } from './contenders.js';
import { measureSteps } from './steps.js';

const gpu = firstGpu();
if (gpu && process.env['MFM_LIBTENSORFLOW']) {
  console.log(`${gpu.name}, compute capability ${gpu.capability.toFixed(1)}, Node ${process.version}\n`);
  const presets = { vit_base: { title: 'ViT-B/16', batch: 64 }, resnet50: { title: 'ResNet-50', batch: 64 } };
  measureSteps(presets, python => gpuContenders(gpu, python), gpu.name);
} else {
  console.error(
    gpu
      ? 'There is no libtensorflow with CUDA: run mfm setup --gpu.'
      : "NVIDIA's driver shows no GPU here, so there is nothing to measure.",
  );
  process.exitCode = 1;
}
