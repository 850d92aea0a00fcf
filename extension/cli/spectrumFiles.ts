import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RadialBand } from '../engine/inspect/spectrum/radialProfile.js';
import type { SpectrumAnalysis } from '../engine/inspect/spectrum/spectrum.js';
import { planarToRgb } from '../engine/pictures/planar.js';
import { spectrumPicture } from '../engine/pictures/spectrumPicture.js';
import { writePictures } from './pictureFiles.js';

/** Writes the pictures of an analysis and its radial profile into `folder`; resolves to the files. */
export async function writeSpectrumFiles(folder: string, analysis: SpectrumAnalysis): Promise<string[]> {
  const { width, height, logMagnitude, phase, lowPass, highPass, radius } = analysis;
  const high = logMagnitude.reduce((a, b) => Math.max(a, b), 0);
  const circles = radius.filter(Number.isFinite);
  const files = await writePictures(folder, {
    'log-magnitude': spectrumPicture(logMagnitude, width, height, {
      palette: 'viridis',
      low: 0,
      high,
      circles,
      markCentre: true,
      legend: true,
    }),
    phase: spectrumPicture(phase, width, height, { palette: 'cyclic', low: -Math.PI, high: Math.PI, legend: true }),
    'low-pass': planarToRgb(lowPass.pixels, width, height),
    'high-pass': planarToRgb(highPass.pixels, width, height),
  });
  const profile = join(folder, 'radial-profile.csv');
  await writeFile(profile, csv(analysis.radialProfile));
  return [...files, profile];
}

function csv(bands: readonly RadialBand[]): string {
  const columns = ['radius', 'count', 'cyclesPerImage', 'cyclesPerPixel', 'meanPower', 'share'] as const;
  const rows = bands.map(band => columns.map(column => band[column]).join(','));
  return `${[columns.join(','), ...rows].join('\n')}\n`;
}
