import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSafetensors } from '../../extension/engine/checkpoint/safetensors.js';
import { float32Tensor, type TensorData } from '../../extension/engine/checkpoint/tensorData.js';
import { circle, shapedMask } from '../../extension/engine/frequency/maskShape.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';
import { sampleName } from '../../extension/engine/runs/sampleNames.js';
import { lcg } from './lcg.js';

/** One image for each of several tasks, as a run that draws between them writes its samples. */
export const degradedTasks = ['sr', 'mfm', 'deblur+mfm'] as const;

/** What is said of the degraded ones; the second has a mask alone. */
export const degradations = ['Made 4 times smaller and back.', '', 'Blurred.'];

/** Writes samples of noise; `without` leaves out what a run without that kind of task does not have. */
export async function writeDegradedSamples(dir: string, step: number, size: number, without?: 'mask'): Promise<string> {
  const { samplesDir } = RunFolder.open(dir);
  await mkdir(samplesDir, { recursive: true });
  const n = degradedTasks.length;
  const plane = size * size;
  const bytes = (count: number, seed: number) => Uint8Array.from(lcg(count, seed), u => Math.floor(256 * u));
  const masks = new Uint8Array(n * plane);
  for (const [i, task] of degradedTasks.entries()) {
    // A mask that does not apply is all 0: of that image every frequency counts.
    if (task.includes('mfm')) masks.set(shapedMask(size, size, circle(3, 999)), i * plane);
  }
  const images: number[] = [n, 3, size, size];
  const tensors = new Map<string, TensorData>([
    ['input', { dtype: 'U8', shape: images, data: bytes(n * 3 * plane, 1) }],
    ['prediction', float32Tensor(images, Float32Array.from(lcg(n * 3 * plane, 2)))],
    ['corrupted', { dtype: 'U8', shape: images, data: bytes(n * 3 * plane, 3) }],
  ]);
  if (without !== 'mask') tensors.set('mask', { dtype: 'U8', shape: [n, size, size], data: masks });
  const file = join(samplesDir, sampleName(step));
  const tasks = without === 'mask' ? degradedTasks.map(() => 'sr') : degradedTasks;
  await writeSafetensors(file, tensors, {
    paths: JSON.stringify(['a.png', 'b.png', 'c.png']),
    step: String(step),
    epoch: '1',
    task: JSON.stringify(tasks),
    degradation: JSON.stringify(degradations),
  });
  return file;
}
