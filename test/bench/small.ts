import * as tf from '@tensorflow/tfjs-core';
import { openImageFolder } from '../../extension/engine/data/folder.js';
import { Loader } from '../../extension/engine/data/loader.js';
import { runtime } from '../../extension/engine/runtime/runtime.js';
import { root } from '../support/root.js';
import { median } from './table.js';

/** Images per second that the loader prepares by itself: example photographs, 224 px, two threads. */
export async function loaderSpeed(): Promise<number> {
  const folder = await openImageFolder(`${root}examples/photos`);
  const view = { kind: 'pretext', side: 224, minCropScale: 0.2, filter: 'bicubic', sampleRatio: 0.5 } as const;
  const loader = new Loader({ source: folder, view, batchSize: 16, seed: 0, threads: 2 });
  for await (const _ of loader.epoch(0)) break;
  const start = performance.now();
  let images = 0;
  for (let epoch = 1; epoch <= 3; epoch++) {
    for await (const batch of loader.epoch(epoch)) images += batch.size;
  }
  const seconds = (performance.now() - start) / 1000;
  await loader.close();
  return images / seconds;
}

/** Milliseconds of one transform of 16 images of 3 x 224 x 224 and back, on the current runtime. */
export function transformTime(): number {
  const images = tf.randomUniform([16, 3, 224, 224]);
  const times = Array.from({ length: 7 }, () => {
    const start = performance.now();
    tf.tidy(() => {
      runtime().irfft2(runtime().rfft2(images), 224).dataSync();
    });
    return performance.now() - start;
  });
  images.dispose();
  return median(times);
}
