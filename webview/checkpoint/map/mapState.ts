import type { MapMethod } from '../../../extension/protocol/mapApi.js';

/** What was chosen in the tab *Map*, kept while the page is hidden. */
export interface MapState {
  /** Id of the folder; missing = the first that is offered. */
  folder?: string;
  method: MapMethod;
  /** From 0; missing = what leaves the encoder. */
  layer?: number;
  groupBy: 'class' | 'folder';
  marks: 'points' | 'thumbnails';
  /** What dragging does. */
  drag: 'select' | 'move';
  /** Whether the map is to be seen, and not only to be chosen. */
  isDrawn: boolean;
  /** The other checkpoint of a comparison. */
  other?: { id: string; label: string };
}

/** What a page kept, as far as it is what this version keeps. */
export function restoredMap(kept: unknown): MapState {
  const state: MapState = { method: 'pca', groupBy: 'class', marks: 'points', drag: 'select', isDrawn: false };
  if (!isRecord(kept)) return state;
  const { folder, method, layer, groupBy, marks, drag, isDrawn, other } = kept;
  if (typeof folder === 'string') state.folder = folder;
  if (method === 'umap') state.method = method;
  if (Number.isSafeInteger(layer) && (layer as number) >= 0) state.layer = layer as number;
  if (groupBy === 'folder') state.groupBy = groupBy;
  if (marks === 'thumbnails') state.marks = marks;
  if (drag === 'move') state.drag = drag;
  if (typeof isDrawn === 'boolean') state.isDrawn = isDrawn;
  if (isRecord(other) && typeof other['id'] === 'string' && typeof other['label'] === 'string') {
    state.other = { id: other['id'], label: other['label'] };
  }
  return state;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
