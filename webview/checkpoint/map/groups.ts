import type { FolderMap } from '../../../extension/protocol/mapApi.js';

/** What points have their colours by. */
export interface Groups {
  names: string[];
  /** `[images]`, into `names`. */
  of: Int32Array;
}

/** Images by the folder directly in the mapped one, or by the whole way to them; those in the mapped folder itself have no name. */
export function groupsOf({ names }: Pick<FolderMap, 'names'>, by: 'class' | 'folder'): Groups {
  const end = (name: string) => (by === 'class' ? name.indexOf('/') : name.lastIndexOf('/'));
  const groups = names.map(name => name.slice(0, Math.max(0, end(name))));
  const found = [...new Set(groups)];
  const places = new Map(found.map((name, place) => [name, place]));
  return { names: found, of: Int32Array.from(groups, name => places.get(name)!) };
}

/** Whether folders in classes tell more than classes. */
export function hasInnerFolders({ names }: Pick<FolderMap, 'names'>): boolean {
  return names.some(name => name.indexOf('/') !== name.lastIndexOf('/'));
}

/** Those of a theme. */
interface Colours {
  charts: readonly string[];
  /** Of what is in no group. */
  muted: string;
}

/** How the points of a group look. */
export interface Mark {
  colour: string;
  /** A path around the origin, of a size of about 2. */
  path: string;
}

/** Of more groups than there are colours, others have the same one in another shape. */
const shapes = [
  'M1 0A1 1 0 1 1 -1 0A1 1 0 1 1 1 0Z',
  'M-.9 -.9H.9V.9H-.9Z',
  'M0 -1.2L1.1 .8H-1.1Z',
  'M0 -1.3L1.3 0L0 1.3L-1.3 0Z',
] as const;

const noGroup = 'M-1.1 -.4H-.4V-1.1H.4V-.4H1.1V.4H.4V1.1H-.4V.4H-1.1Z';

export function markOf(group: number, { names }: Groups, { charts, muted }: Colours): Mark {
  const unnamed = names.indexOf('');
  if (group === unnamed && names.length > 1) return { colour: muted, path: noGroup };
  const place = unnamed >= 0 && unnamed < group ? group - 1 : group;
  return { colour: charts[place % charts.length]!, path: shapes[Math.floor(place / charts.length) % shapes.length]! };
}
