import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Config } from '../../extension/engine/config/schema.js';
import { root } from './root.js';
import { temporaryFolder } from './temporaryFolder.js';
import { tinyRunConfig } from './tinyRun.js';

/** A config that learns to tell fish from tools: six photographs of each to learn from, two to be measured on. */
export async function fishAndTools(t: TestContext): Promise<Config> {
  const folder = await temporaryFolder(t);
  for (const name of ['fish', 'tools']) {
    for (const part of ['train', 'val']) await mkdir(join(folder, part, name), { recursive: true });
    const files = (await readdir(join(root, 'examples/photos', name))).filter(file => file.endsWith('.jpg')).sort();
    for (const [i, file] of files.slice(0, 8).entries()) {
      await copyFile(join(root, 'examples/photos', name, file), join(folder, i < 6 ? 'train' : 'val', name, file));
    }
  }
  const config = tinyRunConfig();
  Object.assign(config.MODEL, { NAME: 'finetune', LABEL_SMOOTHING: 0 });
  Object.assign(config.AUG, { MIXUP: 0, CUTMIX: 0 });
  Object.assign(config.DATA, { DATA_PATH: join(folder, 'train'), VAL_PATH: join(folder, 'val') });
  return config;
}
