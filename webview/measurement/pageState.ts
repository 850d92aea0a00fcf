import type { MeasurementId } from '../../extension/protocol/measurementPage.js';

export const tabs = ['corruptions', 'attacks', 'filters', 'fourier', 'seen'] as const;
export type Tab = (typeof tabs)[number];

export type Severity = 1 | 2 | 3 | 4 | 5;
export const severities: readonly Severity[] = [1, 2, 3, 4, 5];

/** What was chosen on the page, kept while it is hidden and over a reload. Never data. */
export interface PageState {
  /** Shown beside the measurement of the page. */
  others: MeasurementId[];
  /** Of a measurement of robustness. */
  tab: Tab;
  /** What corruption errors are relative to; AlexNet when undefined. */
  baseline?: MeasurementId;
  gallery: GalleryState;
  /** Of the colours over segmented images, from 0 to 1. */
  opacity: number;
}

export interface GalleryState {
  /** Whose model looks; that of the page when undefined. */
  measurement?: MeasurementId;
  /** Of the image among those that were measured with. */
  place: number;
  severity: Severity;
  /** Of the filters, in bins; one of the middle when undefined. */
  radius?: number;
}

/** What a page kept, as far as it is what this version keeps. */
export function restored(kept: unknown): PageState {
  const { others, tab, baseline, gallery, opacity } = record(kept);
  const { measurement, place, severity, radius } = record(gallery);
  return {
    others: Array.isArray(others) ? others.filter(id => typeof id === 'string') : [],
    tab: tabs.find(id => id === tab) ?? 'corruptions',
    baseline: typeof baseline === 'string' ? baseline : undefined,
    gallery: {
      measurement: typeof measurement === 'string' ? measurement : undefined,
      place: Number.isSafeInteger(place) && (place as number) >= 0 ? (place as number) : 0,
      severity: severities.find(known => known === severity) ?? 3,
      radius: typeof radius === 'number' && radius > 0 ? radius : undefined,
    },
    opacity: typeof opacity === 'number' && opacity >= 0 && opacity <= 1 ? opacity : 0.6,
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
