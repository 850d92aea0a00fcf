import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '../../../engine/config/load.js';
import { isPreTraining } from '../../../engine/config/purpose.js';
import type { Config } from '../../../engine/config/schema.js';

/** A config that comes with the extension, to start from. */
export interface Preset {
  /** The file's path among the presets without its ending: 'vit_small', 'small/vit_mfm'. */
  name: string;
  /** 'ViT-S/16' */
  label: string;
  text: string;
  config: Config;
}

/** Of presets that train in minutes. */
const SMALL = 'small/';

/** The presets of pre-training in a folder and in its folder `small`. Another one appears by adding its YAML file. */
export async function readPresets(folder: string): Promise<Preset[]> {
  const inside = async (prefix: string) => (await readdir(join(folder, prefix))).map(name => prefix + name);
  const paths = [...(await inside('')), ...(await inside(SMALL))].filter(path => /\.ya?ml$/.test(path));
  const presets = await Promise.all(paths.map(path => read(folder, path)));
  return presets.filter(({ config }) => isPreTraining(config));
}

/** Whether a preset is meant to be tried out on any computer. */
export function isQuick({ name }: Pick<Preset, 'name'>): boolean {
  return isDemo({ name }) || name.startsWith(SMALL);
}

/** Whether a preset is the one to start with. */
export function isDemo({ name }: Pick<Preset, 'name'>): boolean {
  return name === 'demo';
}

/** What the first comment of a preset, `# Label: what it is.`, calls it; the file's name where it says nothing. */
export function labelOf(name: string, text: string): string {
  return /^#[ \t]*([^:\r\n]*\S): /.exec(text)?.[1] ?? name;
}

async function read(folder: string, path: string): Promise<Preset> {
  const file = join(folder, path);
  const name = path.replace(/\.ya?ml$/, '');
  const text = await readFile(file, 'utf8');
  return { name, label: labelOf(name, text), text, config: await loadConfig(file) };
}
