import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A config that comes with the extension, to start from. */
export interface Preset {
  /** The file's name without its ending: 'vit_small'. */
  name: string;
  /** 'ViT-S/16' */
  label: string;
  /** One sentence or two on what it is and what it costs. */
  description: string;
  text: string;
}

/**
 * The presets of a folder: every YAML file whose first comment reads `# Label: what it is.`, the demo first. Another
 * preset appears by adding its file.
 */
export async function readPresets(folder: string): Promise<Preset[]> {
  const names = (await readdir(folder)).filter(name => /\.ya?ml$/.test(name));
  const presets = await Promise.all(
    names.map(async file =>
      presetOf(basename(file).replace(/\.ya?ml$/, ''), await readFile(join(folder, file), 'utf8')),
    ),
  );
  return presets.sort((a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label, 'en', { numeric: true }));
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

function rank({ name }: Preset): number {
  return name === 'demo' ? 0 : 1;
}
