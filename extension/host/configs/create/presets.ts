import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A config that comes with the extension, to start from. */
export interface Preset {
  /** The file's path among the presets without its ending: 'vit_small', 'small/vit_mfm'. */
  name: string;
  /** 'ViT-S/16' */
  label: string;
  /** One sentence or two on what it is and what it costs. */
  description: string;
  text: string;
}

/** Of presets that train in minutes. */
const SMALL = 'small/';

/**
 * The presets of a folder and of its folder `small`: every YAML file whose first comment reads `# Label: what it is.`, the
 * demo first, then the small ones. Another preset appears by adding its file.
 */
export async function readPresets(folder: string): Promise<Preset[]> {
  const inside = async (prefix: string) => (await readdir(join(folder, prefix))).map(name => prefix + name);
  const paths = [...(await inside('')), ...(await inside(SMALL))].filter(path => /\.ya?ml$/.test(path));
  const presets = await Promise.all(
    paths.map(async path => presetOf(path.replace(/\.ya?ml$/, ''), await readFile(join(folder, path), 'utf8'))),
  );
  return presets.sort((a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label, 'en', { numeric: true }));
}

/** Whether a preset is meant to be tried out on any computer. */
export function isQuick({ name }: Preset): boolean {
  return name === 'demo' || name.startsWith(SMALL);
}

/** What the first comment of a preset's text says about it; the file's name where it says nothing. */
export function presetOf(name: string, text: string): Preset {
  const comment = /^(#[ \t]*\S.*\r?\n)*/.exec(text)![0];
  const sentence = comment
    .replace(/^#[ \t]*/gm, '')
    .trim()
    .replace(/\s+/g, ' ');
  const colon = sentence.indexOf(': ');
  if (colon < 0) return { name, label: name, description: sentence, text };
  const description = sentence.charAt(colon + 2).toUpperCase() + sentence.slice(colon + 3);
  return { name, label: sentence.slice(0, colon), description, text };
}

function rank(preset: Preset): number {
  return preset.name === 'demo' ? 0 : isQuick(preset) ? 1 : 2;
}
