import { readdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { writtenText } from '../../../engine/config/written.js';
import { pathKind } from '../help/keyHelp.js';
import { escaped, type Suggestion } from './suggestions.js';
import type { ValueCursor } from './valueCursor.js';

/** More entries of a folder are not offered: nobody reads them, and typing narrows them down. */
const LIMIT = 500;

/** Which files a key can name; folders on the way to them are offered for all. */
const files: Record<string, RegExp> = {
  folder: /^$/,
  checkpoint: /\.safetensors$/i,
  json: /\.json$/i,
  config: /\.ya?ml$/i,
};

/**
 * The files and folders that the path at the cursor could go on with; none where the key takes no path.
 *
 * @param file the config itself, which relative paths start from
 */
export async function pathSuggestions(cursor: ValueCursor, file: string): Promise<Suggestion[]> {
  const kind = pathKind(cursor.key);
  if (!kind) return [];
  // BASE is a list, also where its brackets have not been typed yet.
  const isBare = kind === 'config' && !cursor.isItem;
  const given = cursor.typed.slice(0, cursor.typed.lastIndexOf('/') + 1);
  const begun = cursor.typed.slice(given.length);
  const folder = isAbsolute(given) ? given : join(dirname(file), given);
  const items = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = items
    .filter(item => begun.startsWith('.') || !item.name.startsWith('.'))
    .flatMap(item => {
      if (item.isDirectory() || item.isSymbolicLink()) return [`${item.name}/`];
      const isSelf = folder === dirname(file) && item.name === basename(file);
      return files[kind]!.test(item.name) && !isSelf ? [item.name] : [];
    });
  if (/^(\.\.\/)*$/.test(given)) found.push('../');
  return found.slice(0, LIMIT).map(name => suggestion(given + name, cursor.quote, isBare));
}

function suggestion(path: string, written: ValueCursor['quote'], isBare: boolean): Suggestion {
  const isFolder = path.endsWith('/');
  const quote = written || (isBare || writtenText(path) !== path ? "'" : '');
  const inside = escaped(quote === "'" ? path.replaceAll("'", "''") : path);
  // The cursor stays inside the quotes of a folder, whose files come next.
  const text = `${quote}${inside}${isFolder ? '$0' : ''}${quote}`;
  return {
    kind: isFolder ? 'folder' : 'file',
    label: path,
    snippet: isBare ? `[${text}]` : text,
    filter: `${written}${path}`,
    goesOn: isFolder,
  };
}
