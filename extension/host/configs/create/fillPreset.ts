import { dirname, isAbsolute, relative, sep } from 'node:path';
import { writtenText } from '../../../engine/config/written.js';
import { entriesOf } from '../text/entries.js';
import { insertion } from '../text/insertion.js';

/**
 * The text of a preset as a config of somebody's own: its comments stay, DATA.DATA_PATH names the images, and the
 * command in its head names the new file.
 *
 * @param images folder of images, absolute
 * @param file where the config will be saved, absolute
 * @param folder the workspace folder, if there is one: inside it, paths are relative, so that it can be moved
 */
export function fillPreset(text: string, images: string, file: string, folder?: string): string {
  const isInside = folder !== undefined && contains(folder, images) && contains(folder, file);
  const path = isInside ? slashes(relative(dirname(file), images)) || '.' : images;
  const name = folder !== undefined && contains(folder, file) ? slashes(relative(folder, file)) : file;
  return withDataPath(text, path).replace(/^(#\s+mfm pretrain ).*$/m, (_, command: string) => `${command}${name}`);
}

/** The text with another DATA.DATA_PATH; what follows it on its line stays. */
export function withDataPath(text: string, path: string): string {
  const value = writtenText(path);
  const entries = entriesOf(text);
  const entry = entries.find(({ key }) => key === 'DATA.DATA_PATH');
  const edit = entry
    ? entry.valueSpan
      ? { span: entry.valueSpan, text: value }
      : { span: { start: entry.nameSpan.end, end: entry.nameSpan.end + 1 }, text: `: ${value}` }
    : insertion(text, entries, 'DATA', `DATA_PATH: ${value}`);
  if (!edit) throw new Error('The preset has no DATA section of its own lines.');
  return text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
}

function contains(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

function slashes(path: string): string {
  return path.split(sep).join('/');
}
