import { basename } from 'node:path';
import { commonSide, squareWithin } from '../../engine/data/commonSide.js';
import { countImages } from '../../engine/data/countImages.js';
import { UnreadableImage } from '../../engine/data/decode.js';
import { sampleClasses } from '../../engine/data/sampleClasses.js';
import { UserError } from '../../engine/errors.js';
import { type ImageSpectrum, imageSpectrum, MeanSpectrum } from '../../engine/inspect/spectrum/meanSpectrum.js';
import type { FolderSpectra, ImagesWorkerApi } from '../../protocol/imagesApi.js';
import type { CallContext } from '../../protocol/rpc.js';

/** Images of a folder that the mean is taken over: a spectrum's mean settles long before. */
const MOST = 200;
const MOST_CLASSES = 12;

/**
 * How the power of a folder's images spreads over frequencies, on average and by class. Files that cannot be used are told
 * of, among them those few that are smaller than the rest.
 */
export async function meanSpectrum(
  { folder, most }: ImagesWorkerApi['meanSpectrum']['params'],
  { signal, progress }: CallContext<{ done: number; total: number }>,
): Promise<FolderSpectra> {
  const [{ images, complete }, { sampled, classes }] = await Promise.all([
    countImages(folder, { signal }),
    sampleClasses(folder, MOST, MOST_CLASSES),
  ]);
  const files = sampled.flatMap(group => group.files);
  const side = await commonSide(files, most, signal);
  const total = files.length;
  const all = new MeanSpectrum(side);
  const groups = [];
  const failures: FolderSpectra['failures'] = [];
  let done = 0;
  for (const { name, files } of sampled) {
    const own = new MeanSpectrum(side);
    for (const file of files) {
      signal.throwIfAborted();
      progress({ done: done++, total });
      const found = await spectrumOf(file, side);
      if (found instanceof UnreadableImage) {
        failures.push({ name: basename(file), reason: found.reason });
      } else {
        own.add(found);
        all.add(found);
      }
    }
    if (sampled.length > 1 && own.images > 0) groups.push({ name, images: own.images, ...own.result() });
  }
  if (all.images === 0) throw new UserError(`None of the images in ${folder} can be used (${failures[0]!.reason}).`);
  return {
    side,
    groups: [{ name: '', images: all.images, ...all.result() }, ...groups],
    images: complete ? images : undefined,
    classes,
    failures,
  };
}

async function spectrumOf(file: string, side: number): Promise<ImageSpectrum | UnreadableImage> {
  try {
    return imageSpectrum(await squareWithin(file, side));
  } catch (error) {
    if (error instanceof UnreadableImage) return error;
    throw error;
  }
}
