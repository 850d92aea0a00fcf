import type { DrawnPart } from '../../extension/protocol/networkDrawing.js';
import type { Sort } from '../ui/table.js';

/** What was chosen on the page, kept while it is hidden and over a reload. Never data. */
export interface PageState {
  tab: string;
  /** Of the tensor table. */
  search: string;
  part: 'all' | 'model' | 'optimizer';
  /** Only what belongs to a part of the network. */
  among?: Pick<DrawnPart, 'title' | 'tensors' | 'without'>;
  /** As a list instead of a tree. */
  flat: boolean;
  /** Branches of the tree, by what names in them begin with, that are not as they are at first. */
  toggled: string[];
  sort?: Sort;
  tensor?: string;
  /** Of the filters and the position embeddings: numbers, from 0. */
  filter: number;
  table: number;
  patch?: number;
  /** The other checkpoint of a comparison, by its id. */
  other?: { id: string; label: string };
  /** The checkpoint whose decision is shown beside this one's. */
  decider?: { id: string; label: string };
  /** Of the tabs that look through the model. */
  look: object;
  /** Of the map. */
  map: object;
}

/** What a page kept, as far as it is what this version keeps. */
export function restored(kept: unknown): PageState {
  const state: PageState = {
    ...{ tab: 'overview', search: '', part: 'model', flat: false, toggled: [] },
    ...{ filter: 0, table: 0, look: {}, map: {} },
  };
  if (!isRecord(kept)) return state;
  if (typeof kept['tab'] === 'string') state.tab = kept['tab'];
  if (typeof kept['search'] === 'string') state.search = kept['search'];
  if (kept['part'] === 'all' || kept['part'] === 'optimizer') state.part = kept['part'];
  if (isAmong(kept['among'])) state.among = kept['among'];
  if (kept['flat'] === true) state.flat = true;
  if (isTexts(kept['toggled'])) state.toggled = kept['toggled'];
  if (isSort(kept['sort'])) state.sort = kept['sort'];
  if (typeof kept['tensor'] === 'string') state.tensor = kept['tensor'];
  if (isIndex(kept['filter'])) state.filter = kept['filter'];
  if (isIndex(kept['table'])) state.table = kept['table'];
  if (isIndex(kept['patch'])) state.patch = kept['patch'];
  if (isOther(kept['other'])) state.other = kept['other'];
  if (isOther(kept['decider'])) state.decider = kept['decider'];
  if (isRecord(kept['look'])) state.look = kept['look'];
  if (isRecord(kept['map'])) state.map = kept['map'];
  return state;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

function isAmong(value: unknown): value is PageState['among'] {
  if (!isRecord(value) || typeof value['title'] !== 'string' || !isTexts(value['tensors'])) return false;
  return value['without'] === undefined || isTexts(value['without']);
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isSort(value: unknown): value is Sort {
  return isRecord(value) && typeof value['column'] === 'string' && typeof value['descending'] === 'boolean';
}

function isOther(value: unknown): value is { id: string; label: string } {
  return isRecord(value) && typeof value['id'] === 'string' && typeof value['label'] === 'string';
}
