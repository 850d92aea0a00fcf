import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { openRegular } from '../../../engine/files/regularFile.js';
import { HEAD_LENGTH, hasConfigName, isConfigText } from './isConfig.js';

/**
 * Whether a YAML file on disk is a config that somebody wrote: only its first part is read, and the config.yaml that a
 * run keeps in its folder is not one. A file that cannot be read is none either.
 */
export async function isConfigFile(file: string): Promise<boolean> {
  if (hasConfigName(file)) return true;
  try {
    return isConfigText(await readHead(file), file) && !(await isOfRun(file));
  } catch {
    return false;
  }
}

async function readHead(file: string): Promise<string> {
  const handle = await openRegular(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD_LENGTH), 0, HEAD_LENGTH, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function isOfRun(file: string): Promise<boolean> {
  if (basename(file) !== 'config.yaml') return false;
  return access(join(dirname(file), 'run.json')).then(
    () => true,
    () => false,
  );
}
