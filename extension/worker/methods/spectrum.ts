import { complement } from '../../engine/corruption/mask.js';
import { chooseImages } from '../../engine/data/chooseImages.js';
import { decodeImage } from '../../engine/data/decode.js';
import { toPlanar } from '../../engine/data/image.js';
import { atLookingSize } from '../../engine/data/lookingSize.js';
import { shortNames } from '../../engine/data/shortNames.js';
import { UserError } from '../../engine/errors.js';
import { analyseSpectrum, keepFrequencies } from '../../engine/inspect/spectrum.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { Progress, Radius, Sheet, WorkerApi } from '../../protocol/workerApi.js';
import { withRuntime } from '../compute.js';
import { type SpectrumResult, spectrumSheet } from '../sheets/spectrumSheet.js';

/** Takes images apart by frequency. One that cannot be read gets a section that says why; the others still show. */
export async function spectrum(
  { images, radius }: WorkerApi['spectrum']['params'],
  { signal, progress }: CallContext<Progress>,
): Promise<Sheet> {
  const { files, notes } = await chooseImages(images);
  const names = shortNames(files);
  const results: SpectrumResult[] = [];
  for (const [i, file] of files.entries()) {
    progress({ done: i, total: files.length });
    const result = await withRuntime(() => analysed(file, radius), signal);
    results.push({ name: names[i]!, ...result });
  }
  return spectrumSheet(results, notes);
}

async function analysed(file: string, radius: Radius | undefined) {
  try {
    const original = await decodeImage(file);
    const image = atLookingSize(original);
    const { width, height } = original;
    const analysis = await analyseSpectrum(image, { radius });
    const removed = complement(analysis.mask);
    const highPass = await keepFrequencies(toPlanar(image), removed, image.width, image.height);
    const aroundGray = highPass.map(value => value + 0.5);
    return { image, original: { width, height }, analysis, aroundGray };
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message };
    throw error;
  }
}
