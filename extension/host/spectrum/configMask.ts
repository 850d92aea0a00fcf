import { basename } from 'node:path';
import type { TextDocument } from 'vscode';
import type { ConfigMask } from '../../protocol/spectrumPage.js';
import { analysisOf, readableAnalysisOf } from '../configs/analyses.js';

/** What a config as it stands in the editor takes from images. In the middle of a line it is what it was before. */
export function configMask(document: TextDocument): ConfigMask {
  const { config } = readableAnalysisOf(document);
  const { DATA, MODEL } = config;
  const problem = analysisOf(document).diagnostics.find(({ severity }) => severity === 'error');
  return {
    name: basename(document.fileName),
    size: DATA.IMG_SIZE,
    r1: DATA.MASK_RADIUS1,
    // Beyond the corners of the spectrum there is nothing to keep.
    r2: DATA.MASK_RADIUS2 > DATA.IMG_SIZE / Math.SQRT2 ? null : DATA.MASK_RADIUS2,
    sampleRatio: DATA.SAMPLE_RATIO,
    seed: config.SEED,
    filter: DATA.FILTER_TYPE,
    masked: MODEL.RECOVER_TARGET_TYPE === 'masked',
    tiles: MODEL.FREQ_LOSS.PATCH_FACTOR,
    problem: problem && `${problem.line}:${problem.column}: ${problem.message}`,
  };
}
