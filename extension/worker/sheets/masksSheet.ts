import type { Config } from '../../engine/config/schema.js';
import { complement, frequencyMask } from '../../engine/corruption/mask.js';
import { type RgbImage, toPlanar } from '../../engine/data/image.js';
import type { SpectrumAnalysis } from '../../engine/inspect/spectrum.js';
import { grouped, percent } from '../../engine/report/format.js';
import type { Sheet, SheetSection } from '../../protocol/workerApi.js';
import { magnitudePicture, paletteScale, pixelPicture, pngPicture, scaleEnd } from './pictures.js';

/** An image under both masks of a config, or why it could not be read. */
export type MaskedResult = { name: string } & ({ image: RgbImage; analysis: SpectrumAnalysis } | { problem: string });

/** The sheet of `mfm.previewMasks`. */
export async function masksSheet(configName: string, config: Config, results: readonly MaskedResult[]): Promise<Sheet> {
  const maps = results.flatMap(result => ('analysis' in result ? [result.analysis.logMagnitude] : []));
  const high = scaleEnd(maps);
  const { IMG_SIZE: size } = config.DATA;
  const scale = await paletteScale('Spectrum: ln(1 + |F|), mean of the colours', 'viridis', '0', String(high));
  const sections = [await maskSection(config)];
  for (const result of results) {
    if ('problem' in result) sections.push({ heading: result.name, problem: result.problem });
    else sections.push(await imageSection(result.name, result.image, result.analysis, config, high));
  }
  return {
    title: `Masks of ${configName}`,
    summary: `What the network sees of ${size} × ${size} pixels, and what it has to predict. ${targetSentence(config)} Training takes random crops and mirror images; here the centre of each image is shown.`,
    scales: maps.length > 0 ? [scale] : undefined,
    sections,
  };
}

/** Both masks as pictures, and how much of a spectrum they keep. */
async function maskSection(config: Config): Promise<SheetSection> {
  const { IMG_SIZE: size, MASK_RADIUS1, MASK_RADIUS2, SAMPLE_RATIO } = config.DATA;
  const low = frequencyMask(size, MASK_RADIUS1, MASK_RADIUS2);
  const kept = low.reduce((sum, value) => sum + value, 0);
  const all = size * size;
  const picture = (label: string, mask: Float32Array) =>
    pngPicture(label, `${label} mask, white where a frequency is kept`, {
      width: size,
      height: size,
      data: Uint8Array.from(mask, value => 255 * value),
    });
  const row = (kind: string, count: number, share: number) => [
    kind,
    `${grouped(count)} of ${grouped(all)}`,
    percent(count / all),
    percent(share),
  ];
  return {
    heading: 'Masks',
    notes: ['White frequencies are kept, black ones are removed; the zero frequency is in the middle.'],
    pictures: [await picture('Low-pass', low), await picture('High-pass', complement(low))],
    tables: [
      {
        head: ['Mask', 'Kept coefficients', 'Share', 'Images that get it'],
        rows: [row('Low-pass', kept, SAMPLE_RATIO), row('High-pass', all - kept, 1 - SAMPLE_RATIO)],
      },
    ],
  };
}

async function imageSection(
  name: string,
  image: RgbImage,
  { logMagnitude, radius, lowPass, highPass, keptEnergy }: SpectrumAnalysis,
  config: Config,
  high: number,
): Promise<SheetSection> {
  const size = config.DATA.IMG_SIZE;
  const subject = { name, width: size, height: size };
  const radii = radius.filter(r => r < size);
  return {
    heading: name,
    notes: [
      `Low-pass keeps ${percent(keptEnergy.withDc)} of the energy (${percent(keptEnergy.withoutDc)} without the mean),`,
      `high-pass ${percent(1 - keptEnergy.withDc)} (${percent(1 - keptEnergy.withoutDc)});`,
      `${percent(highPass.unclamped.below)} of the high-pass values are below 0 and become 0.`,
    ],
    pictures: [
      await pixelPicture('Input', toPlanar(image), subject),
      await magnitudePicture('Spectrum', logMagnitude, high, radii, subject),
      await pixelPicture('Low-pass', lowPass.pixels, subject),
      await pixelPicture('High-pass', highPass.pixels, subject),
    ],
  };
}

/** What the loss asks of the decoder, in words. */
function targetSentence({ MODEL }: Config): string {
  const { FREQ_LOSS, RECOVER_TARGET_TYPE } = MODEL;
  if (FREQ_LOSS.PATCH_FACTOR > 1) {
    return `The loss compares the spectra of ${FREQ_LOSS.PATCH_FACTOR ** 2} tiles of the image, all frequencies of them.`;
  }
  return RECOVER_TARGET_TYPE === 'masked'
    ? 'The loss counts the removed frequencies only; at the kept ones the prediction may be anything.'
    : 'The loss counts all frequencies, the kept ones too.';
}
