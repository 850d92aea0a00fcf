import { stat } from 'node:fs/promises';
import { UserError } from '../../engine/errors.js';

/** What was loaded from a file and takes memory. */
interface Loaded {
  dispose(): void;
}

/** What was loaded from files, kept between calls until the files change: loading takes longer than looking. */
export class Kept<T extends Loaded> {
  /** The newest last. */
  private readonly known = new Map<string, { version: string; loaded: T }>();

  /** @param most how many are kept, so that two checkpoints can be looked at side by side */
  constructor(private readonly most: number) {}

  /**
   * What a file holds, loaded anew when it has changed. To be called in a turn of the backend's: what has not been looked at for
   * longest is disposed for it.
   *
   * @throws UserError when the file cannot be read, and what `load` throws
   */
  async of(file: string, load: () => Promise<T>): Promise<T> {
    const version = await versionOf(file);
    const before = this.known.get(file);
    this.known.delete(file);
    if (before && before.version !== version) before.loaded.dispose();
    const found = before?.version === version ? before : { version, loaded: await load() };
    this.known.set(file, found);
    for (const [oldest, { loaded }] of this.known) {
      if (this.known.size <= this.most) break;
      this.known.delete(oldest);
      loaded.dispose();
    }
    return found.loaded;
  }
}

/** What tells one content of a file from the next. @throws UserError when it cannot be read */
export async function versionOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size } = await stat(file);
    return `${mtimeMs} ${size}`;
  } catch {
    throw new UserError(`${file} cannot be read: it does not exist, or access to it is denied.`);
  }
}
