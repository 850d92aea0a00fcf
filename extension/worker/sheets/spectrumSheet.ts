import type { RgbImage } from '../../engine/data/image.js';
import { toPlanar } from '../../engine/data/image.js';
import { octaves } from '../../engine/inspect/octaves.js';
import type { SpectrumAnalysis } from '../../engine/inspect/spectrum.js';
import { percent, significant } from '../../engine/report/format.js';
import type { Sheet, SheetSection, SheetTable } from '../../protocol/workerApi.js';
import { magnitudePicture, paletteScale, pixelPicture, scaleEnd } from './pictures.js';

/** An image that was taken apart, or why it could not be. */
export type SpectrumResult = { name: string } & (AnalysedImage | { problem: string });

export interface AnalysedImage {
  /** The pixels that were analysed, and how large the image in the file is. */
  image: RgbImage;
  original: { width: number; height: number };
  analysis: SpectrumAnalysis;
  /** The high-pass image before the clamp, brightened so that 0 is middle gray; `[3, height, width]`. */
  aroundGray: Float32Array;
}

/** The sheet of `mfm.previewSpectrum`. `notes`: what was left out. */
export async function spectrumSheet(results: readonly SpectrumResult[], notes: readonly string[]): Promise<Sheet> {
  const maps = results.flatMap(result => ('analysis' in result ? [result.analysis.logMagnitude] : []));
  const high = scaleEnd(maps);
  const scale = await paletteScale('Spectrum: ln(1 + |F|), mean of the colours', 'viridis', '0', String(high));
  const sections: SheetSection[] = [];
  for (const result of results) {
    if ('problem' in result) sections.push({ heading: result.name, problem: result.problem });
    else sections.push(await imageSection(result.name, result, high));
  }
  return {
    title: results.length === 1 ? `Spectrum of ${results[0]!.name}` : `Spectra of ${results.length} images`,
    summary: [
      'Each image as frequencies, slow changes in the middle and fine detail outside, and what a low-pass and a high-pass mask leave of it.',
      'The circle shows where the masks cut.',
      ...notes,
    ].join(' '),
    scales: maps.length > 0 ? [scale] : undefined,
    sections,
  };
}

async function imageSection(
  name: string,
  { image, original, analysis, aroundGray }: AnalysedImage,
  high: number,
): Promise<SheetSection> {
  const { width, height, radius, logMagnitude, lowPass, highPass } = analysis;
  const subject = { name, width, height };
  return {
    heading: name,
    notes: notesOf(original, analysis),
    pictures: [
      await pixelPicture('Input', toPlanar(image), subject),
      await magnitudePicture('Spectrum', logMagnitude, high, radius, subject),
      await pixelPicture('Low-pass', lowPass.pixels, subject),
      await pixelPicture('High-pass', highPass.pixels, subject),
      await pixelPicture('High-pass around gray', aroundGray, subject),
    ],
    tables: [octaveTable(analysis)],
  };
}

function notesOf(original: { width: number; height: number }, analysis: SpectrumAnalysis): string[] {
  const { width, height, radius, keptEnergy, highPass } = analysis;
  const [inner, outer] = radius;
  const isScaled = width !== original.width;
  const where = Number.isFinite(outer) ? `outside the ring from ${inner} to ${outer} bins` : `within ${inner} bins`;
  return [
    `${original.width} × ${original.height} pixels${isScaled ? `, computed at ${width} × ${height}` : ''}.`,
    `Low-pass keeps what lies ${where} (cycles per image): ${percent(keptEnergy.withDc)} of the energy, ${percent(keptEnergy.withoutDc)} without the mean.`,
    `High-pass keeps the rest; ${percent(highPass.unclamped.below)} of its values are below 0 (lowest ${significant(highPass.unclamped.min)}) and shown black.`,
  ];
}

function octaveTable({ radialProfile }: SpectrumAnalysis): SheetTable {
  const found = octaves(radialProfile);
  const ranges = found.map(({ from, to }) => (from === 0 ? '0 (mean)' : from === to ? `${from}` : `${from}–${to}`));
  return {
    head: ['Cycles per image', ...ranges],
    rows: [['Share of the energy', ...found.map(octave => percent(octave.share))]],
  };
}
