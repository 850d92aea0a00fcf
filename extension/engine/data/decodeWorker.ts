// Runs in a decoding thread: answers every job with a view of one image, one after the other.
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { Random } from '../random.js';
import { decodeImage, decodeReduced, UnreadableImage } from './decode.js';
import { decodeMask } from './decodeMask.js';
import type { MaskIds } from './mask.js';
import { makeView, reductionOf, type ViewSpec } from './views/registry.js';
import type { View } from './views/view.js';

/** What jobs share, until there are others. */
export interface WorkerSettings {
  /** The folder that the paths of jobs start from. */
  root: string;
  view: ViewSpec;
  /** What the numbers in masks mean, where images have masks. */
  maskIds?: MaskIds;
}

/** An image to decode and to make a view of. */
export interface Job {
  id: number;
  path: string;
  /** The picture of its classes, which the view is made of as well. */
  mask?: string;
  /** Names the random stream that the view is drawn from, if it is a random one. */
  stream: number[];
}

/** The answer to a job: a view (fact sheet 1.1), or why there is none. */
export type JobResult = { id: number } & ({ view: View } | { unreadable: string });

// One job at a time is what makes a thread a thread: the decoder must not start more of its own or keep old images.
sharp.concurrency(1);
sharp.cache(false);

let settings = workerData as WorkerSettings;
const port = parentPort!;
let last = Promise.resolve();
let closed = false;

port.on('message', (message: Job | WorkerSettings | 'close') => {
  if (message === 'close') {
    closed = true;
    port.close();
  } else if ('view' in message) {
    last = last.then(() => {
      settings = message;
    });
  } else {
    last = last.then(() => (closed ? undefined : answer(message)));
  }
});
port.postMessage('loaded');

async function answer(job: Job): Promise<void> {
  const { root, view: spec, maskIds } = settings;
  try {
    const file = join(root, job.path);
    const reduction = reductionOf(spec);
    const image = reduction ? await decodeReduced(file, reduction) : await decodeImage(file);
    const mask = job.mask === undefined ? undefined : await decodeMask(root, job.mask, maskIds!, image);
    const view = makeView(image, spec, new Random(...job.stream), mask);
    const buffers = Object.values(view).map(values => values.buffer as ArrayBuffer);
    port.postMessage({ id: job.id, view } satisfies JobResult, buffers);
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
    port.postMessage({ id: job.id, unreadable: error.reason } satisfies JobResult);
  }
}
