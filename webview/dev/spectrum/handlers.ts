import { imageSpectrum, MeanSpectrum } from '../../../extension/engine/inspect/spectrum/meanSpectrum.js';
import type { FolderSpectra } from '../../../extension/protocol/imagesApi.js';
import type { Handlers } from '../../../extension/protocol/rpc.js';
import type { SavedFile } from '../../../extension/protocol/savedFile.js';
import type { MaskSettings, SpectrumPageApi, SpectrumSubject } from '../../../extension/protocol/spectrumPage.js';
import { picture } from './pictures.js';

/** Of thumbnails, in pixels. */
const THUMBNAIL = 96;

declare global {
  /** Mean spectra that a test has computed of images on disk, instead of those of the made-up pictures. */
  var madeSpectra: FolderSpectra | undefined;
}

/** What the page asked for that a test wants to know of. */
export interface Asked {
  written: MaskSettings[];
  saved: SavedFile[];
}

/** The extension behind a page of spectra, with pictures of its own; `change` shows something else. */
export function spectrumHandlers(subject: SpectrumSubject) {
  let current = subject;
  const watchers = new Set<(subject: SpectrumSubject) => void>();
  const asked: Asked = { written: [], saved: [] };
  const change = (next: SpectrumSubject) => {
    current = next;
    for (const report of watchers) report(next);
  };
  const handlers: Handlers<SpectrumPageApi> = {
    watch: (_, { progress }) => {
      watchers.add(progress);
      progress(current);
      return new Promise<never>(() => {});
    },
    pixels: async ({ image, thumbnail }) => {
      const name = current.images.find(({ id }) => id === image)?.name ?? '';
      if (name.startsWith('broken')) throw new Error(`${name} cannot be used: the file is truncated or damaged.`);
      return picture(image, thumbnail ? THUMBNAIL : current.config?.size);
    },
    folder: async (_, { signal, progress }) =>
      globalThis.madeSpectra ?? meanOfPictures(current.config?.size ?? 64, signal, progress),
    writeMask: async mask => {
      asked.written.push(mask);
      // As in the editor: the text changes, and the page hears of it.
      if (current.config) change({ ...current, config: { ...current.config, ...mask } });
    },
    writeMaskToChosen: async mask => {
      asked.written.push(mask);
      return { name: 'chosen.yaml', size: 224 };
    },
    openConfig: async () => {},
    saveFile: async file => {
      asked.saved.push(file);
      return true;
    },
  };
  return { handlers, asked, change, shown: () => current };
}

async function meanOfPictures(
  side: number,
  signal: AbortSignal,
  progress: (value: { done: number; total: number }) => void,
): Promise<FolderSpectra> {
  const all = new MeanSpectrum(side);
  const groups = [];
  for (const [place, name] of ['waves', 'stripes'].entries()) {
    progress({ done: place, total: 2 });
    await new Promise(resolve => setTimeout(resolve, 50));
    signal.throwIfAborted();
    const own = new MeanSpectrum(side);
    for (const mean of [own, all]) mean.add(imageSpectrum(picture(place, side)));
    groups.push({ name, images: own.images, ...own.result() });
  }
  const failures = [{ name: 'broken.png', reason: 'the file is truncated or damaged' }];
  return {
    side,
    groups: [{ name: '', images: all.images, ...all.result() }, ...groups],
    images: 40,
    classes: 5,
    failures,
  };
}
