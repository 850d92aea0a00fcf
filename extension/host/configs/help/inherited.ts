import { basename } from 'node:path';
import type { Settings } from '../../../engine/config/parse.js';
import { valueAt } from '../../../engine/config/schema.js';
import { written } from '../../../engine/config/written.js';

/** A value as it would be written, and the name of the file that sets it. */
export interface Inherited {
  word: string;
  file: string;
}

/** What a file of BASE says of a key, if one does. */
export function inheritedAt(key: string, { config, places }: Settings): Inherited | undefined {
  const place = places.get(key);
  if (!place || place === 'override') return undefined;
  return { word: written(valueAt(config, key)), file: basename(place.file) };
}
