import type { RunId } from '../../extension/protocol/runPage.js';
import type { Across } from './curves.js';

export const tabs = ['curves', 'bands', 'samples', 'classes', 'compare'] as const;
export type Tab = (typeof tabs)[number];

/** What was chosen on the page, kept while it is hidden and over a reload. Never data. */
export interface PageState {
  /** The runs shown; those that the page was opened for when undefined. */
  runs?: RunId[];
  /** The one whose samples and buttons are shown. */
  chosen?: RunId;
  /** The first one when undefined. */
  tab?: Tab;
  across?: Across;
  logX: boolean;
  /** Of what spans orders of magnitude. */
  logY: boolean;
  /** Outliers do not stretch the charts. */
  clip: boolean;
  smoothing: number;
  /** Of the samples; the newest when undefined. */
  step?: number;
  spectra: boolean;
  /** What the network predicts by itself, beside the restored images. */
  predictions: boolean;
  /** What the other runs of the page restore of the same photographs. */
  others: boolean;
  /** The upper end of the scale of errors. */
  errorHigh: number;
  /** Of classes over an image, from 0 to 1. */
  opacity: number;
}

export const errorScales = [0.1, 0.25, 0.5, 1] as const;

/** What a page kept, as far as it is what this version keeps. */
export function restored(kept: unknown): PageState {
  const {
    runs,
    chosen,
    tab,
    across,
    logX,
    logY,
    clip,
    smoothing,
    step,
    spectra,
    predictions,
    others,
    errorHigh,
    opacity,
  } = (kept ?? {}) as Record<string, unknown>;
  return {
    runs: Array.isArray(runs) ? runs.filter(run => typeof run === 'string') : undefined,
    chosen: typeof chosen === 'string' ? chosen : undefined,
    tab: tabs.find(id => id === tab),
    across: across === 'step' || across === 'epoch' ? across : undefined,
    logX: logX === true,
    logY: logY === true,
    clip: clip === true,
    smoothing: typeof smoothing === 'number' && smoothing >= 0 && smoothing < 1 ? smoothing : 0.9,
    step: typeof step === 'number' ? step : undefined,
    spectra: spectra === true,
    predictions: predictions === true,
    others: others !== false,
    errorHigh: errorScales.find(scale => scale === errorHigh) ?? 0.25,
    opacity: typeof opacity === 'number' && opacity >= 0 && opacity <= 1 ? opacity : 0.6,
  };
}
