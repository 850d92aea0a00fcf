import { basename, dirname } from 'node:path';
import type { Config } from '../../engine/config/schema.js';
import { classNames, segmentationClasses } from '../../engine/config/segmentation.js';
import { decodeImage, UnreadableImage } from '../../engine/data/decode.js';
import { decodeMask } from '../../engine/data/decodeMask.js';
import type { RgbImage } from '../../engine/data/image.js';
import { type Mask, resizeMask } from '../../engine/data/mask.js';
import { maskBeside } from '../../engine/data/maskBeside.js';
import { maskIdsOf } from '../../engine/data/maskLayout.js';
import { resize } from '../../engine/data/resize.js';
import { Confusion } from '../../engine/segmentation/confusion.js';
import type { LogitCanvas } from '../../engine/segmentation/slidingWindow.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { SegmentationTruth, SegmentationView, SegmentationWorkerApi } from '../../protocol/segmentationApi.js';
import { withRuntime } from '../compute.js';
import { keptSegmenter } from '../looking/keptSegmenter.js';

/** The long side of the pictures that are shown, at most, in pixels. */
const LONGEST = 1024;

/** What a checkpoint makes of the pixels of an image, and what its mask says of them. */
export function segmentation(
  { checkpoint, image: file, mask }: SegmentationWorkerApi['segmentation']['params'],
  { signal }: CallContext<never>,
): Promise<SegmentationView> {
  return withRuntime(async () => {
    const { loaded, segmenter } = await keptSegmenter(checkpoint);
    const { config } = loaded;
    const image = await decodeImage(file);
    signal.throwIfAborted();
    const canvas = await segmenter.run(image);
    signal.throwIfAborted();
    const input = shown(image);
    const found = await truthOf(mask ?? (await maskBeside(file, config.SEGMENTATION.LAYOUT)), image, config);
    return {
      classes: classNames(config),
      input,
      prediction: canvas.classesAt(input.height, input.width),
      ...(found.mask && { truth: compared(found.mask, canvas, input, segmentationClasses(config)) }),
      maskProblem: found.problem,
    };
  }, signal);
}

/** The image, made smaller where it is larger than a page shows. */
function shown(image: RgbImage): RgbImage {
  const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
  const [width, height] = [image.width, image.height].map(side => Math.max(1, Math.round(side * scale)));
  return resize(image, width!, height!, 'bicubic');
}

async function truthOf(
  file: string | undefined,
  image: RgbImage,
  { SEGMENTATION }: Config,
): Promise<{ mask?: Mask; problem?: string }> {
  if (file === undefined) return {};
  const ids = maskIdsOf(SEGMENTATION.LAYOUT, segmentationClasses({ SEGMENTATION }), SEGMENTATION.IGNORE);
  try {
    return { mask: await decodeMask(dirname(file), basename(file), ids, image) };
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
    return { problem: error.message };
  }
}

/** As an evaluation compares: at the size of the mask. */
function compared(mask: Mask, canvas: LogitCanvas, { width, height }: RgbImage, classes: number): SegmentationTruth {
  const confusion = new Confusion(classes);
  confusion.add(mask.data, canvas.classesAt(mask.height, mask.width));
  return {
    mask: resizeMask(mask, width, height).data,
    iou: confusion.each().map(({ iou, truth, predicted }) => (truth + predicted > 0 ? 100 * iou : null)),
    pixelAccuracy: confusion.total > 0 ? 100 * confusion.scores().pixelAccuracy : null,
  };
}
