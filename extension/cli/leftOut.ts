import type { SkippedFile } from '../engine/data/folder.js';
import { counted } from '../engine/text/format.js';
import { visibleInLine } from '../engine/text/visible.js';

/** Names files that could not be used, one a line under a heading; nothing where there are none. */
export function leftOutLines(files: readonly SkippedFile[]): string[] {
  if (files.length === 0) return [];
  const lines = files.map(({ path, reason }) => `  ${visibleInLine(path)}: ${reason}`);
  return [`Left out ${counted(files.length, 'unreadable file')}:`, ...lines];
}
