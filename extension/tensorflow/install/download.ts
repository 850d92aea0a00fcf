import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../engine/errors.js';
import { findPip, lastError, runPip } from './pip.js';
import type { ProgressListener } from './progress.js';
import { WHEEL_TAGS } from './release.js';

/** How often the growing files are looked at. */
const LOOK_MS = 250;

/**
 * Downloads the wheels of `requirements` into the new folder `folder` with the user's own pip, without what they depend
 * on, and resolves to their paths.
 *
 * @param total bytes to expect, for the progress; unknown when left out
 * @throws UserError with pip's reason when it fails
 */
export async function downloadWheels(
  requirements: readonly string[],
  folder: string,
  { total, onProgress, signal }: { total?: number; onProgress?: ProgressListener; signal?: AbortSignal },
): Promise<string[]> {
  const pip = await findPip(signal);
  // Older pips tell nothing about progress, but all of them download below TMPDIR and move the wheel at the end.
  const unfinished = join(folder, 'unfinished');
  await mkdir(unfinished, { recursive: true });
  const done = join(folder, 'done');
  const look = async () => {
    const bytes = (await bytesBelow(unfinished)) + (await bytesBelow(done));
    onProgress?.({ phase: 'download', done: Math.min(bytes, total ?? bytes), total });
  };
  const looking = setInterval(look, LOOK_MS);
  const options = ['--no-deps', '--only-binary=:all:', '--no-input', ...WHEEL_TAGS, '--dest', done];
  try {
    const env = { TMPDIR: unfinished };
    const { code, output } = await runPip(pip, ['download', ...options, ...requirements], { signal, env });
    if (code !== 0) throw failure(requirements, lastError(output));
  } finally {
    clearInterval(looking);
  }
  await look();
  const wheels = (await readdir(done)).filter(name => name.endsWith('.whl'));
  if (wheels.length < requirements.length) throw failure(requirements, 'it saved fewer wheels than were asked for');
  return wheels.sort().map(name => join(done, name));
}

function failure(requirements: readonly string[], reason: string): UserError {
  const what = requirements.length === 1 ? requirements[0] : `${requirements.length} packages`;
  return new UserError(
    `pip could not download ${what} (${reason}): check pip's index and proxy settings, or name a wheel that is already ` +
      'there with --wheel.',
  );
}

/** Files may come and go while they are counted. */
async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter(entry => entry.isFile())
    .map(entry =>
      stat(join(entry.parentPath ?? entry.path, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
