import { basename } from 'node:path';
import type { TextDocument } from 'vscode';
import { maskBand } from '../../engine/config/maskBand.js';
import { tasksOf } from '../../engine/config/tasks.js';
import type { ConfigMask } from '../../protocol/spectrumPage.js';
import { analysisOf, readableAnalysisOf } from '../configs/documents/analyses.js';

/** What a config as it stands in the editor takes from images. In the middle of a line it is what it was before. */
export function configMask(document: TextDocument): ConfigMask {
  const { config } = readableAnalysisOf(document);
  const { DATA, MODEL } = config;
  const { r1, r2, shape, areaMatched } = maskBand(config);
  const problem = analysisOf(document).diagnostics.find(({ severity }) => severity === 'error');
  return {
    name: basename(document.fileName),
    size: DATA.IMG_SIZE,
    r1: tidy(r1),
    // Beyond the corners of the spectrum there is nothing to keep.
    r2: r2 > DATA.IMG_SIZE / Math.SQRT2 ? null : tidy(r2),
    shape,
    areaMatched,
    radii: DATA.MASK_RADII === '' ? undefined : basename(DATA.MASK_RADII),
    sampleRatio: DATA.SAMPLE_RATIO,
    seed: config.SEED,
    tasks: [...tasksOf(DATA)],
    mode: DATA.TASKS_MODE,
    degradation: { SR_FACTOR: DATA.SR_FACTOR, BLUR: DATA.BLUR, NOISE: DATA.NOISE },
    masked: MODEL.RECOVER_TARGET_TYPE === 'masked',
    tiles: MODEL.FREQ_LOSS.PATCH_FACTOR,
    problem: problem && `${problem.line}:${problem.column}: ${problem.message}`,
  };
}

/** Whole bins, where a share of the image size was rounded down a little to have few decimals (see maskEdit.ts). */
function tidy(radius: number): number {
  const whole = Math.ceil(radius);
  return whole - radius < 1e-3 ? whole : radius;
}
