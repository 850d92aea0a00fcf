import { basename } from 'node:path';
import type { Config } from '../../engine/config/schema.js';
import { prepareImage } from '../../engine/data/prepare.js';
import { sampleFolder } from '../../engine/data/sampleFolder.js';
import { shortNames } from '../../engine/data/shortNames.js';
import { UserError } from '../../engine/errors.js';
import { analyseSpectrum } from '../../engine/inspect/spectrum.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { Progress, Sheet, WorkerApi } from '../../protocol/workerApi.js';
import { withRuntime } from '../compute.js';
import { readConfig } from '../configSource.js';
import { type MaskedResult, masksSheet } from '../sheets/masksSheet.js';

/** Images of a config's own that its masks are shown on. */
const SHOWN = 6;

/** What the masks of a config leave of its images. One that cannot be read gets a section that says why. */
export async function masks(
  { config: source, images }: WorkerApi['masks']['params'],
  { signal, progress }: CallContext<Progress>,
): Promise<Sheet> {
  const config = readConfig(source);
  if (config.DATA.FILTER_TYPE !== 'mfm') {
    throw new UserError(
      `${source.file}: DATA.FILTER_TYPE is '${config.DATA.FILTER_TYPE}', which takes no frequencies; masks are shown for mfm only.`,
    );
  }
  const files = images ?? (await imagesOf(config, source.file));
  const names = shortNames(files);
  const results: MaskedResult[] = [];
  for (const [i, file] of files.entries()) {
    progress({ done: i, total: files.length });
    const result = await withRuntime(() => masked(file, config), signal);
    results.push({ name: names[i]!, ...result });
  }
  return masksSheet(basename(source.file), config, results);
}

async function imagesOf(config: Config, file: string): Promise<string[]> {
  const folder = config.DATA.DATA_PATH;
  if (folder === '') throw new UserError(`${file}: DATA.DATA_PATH is empty; set it to a folder of images.`);
  return sampleFolder(folder, SHOWN);
}

async function masked(file: string, { DATA }: Config) {
  try {
    const image = await prepareImage(file, DATA.IMG_SIZE);
    return { image, analysis: await analyseSpectrum(image, { radius: [DATA.MASK_RADIUS1, DATA.MASK_RADIUS2] }) };
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message };
    throw error;
  }
}
