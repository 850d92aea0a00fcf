import { stat } from 'node:fs/promises';
import { UserError } from '../../engine/errors.js';

/** How many are kept, so that a mask can be dragged and two checkpoints can be looked at side by side. */
const KEPT = 2;

/** What was loaded from files and holds memory of the backend. */
export class KeptFiles<T extends { dispose(): void }> {
  /** The newest last. */
  private readonly kept = new Map<string, { version: string; loaded: T }>();

  constructor(private readonly load: (file: string) => Promise<T>) {}

  /**
   * What a file holds, loaded anew when the file has changed. To be called in a turn of the backend's: what has not been
   * asked for for longest is disposed for it.
   *
   * @throws UserError when the file cannot be read, and what loading throws
   */
  async get(file: string): Promise<T> {
    const version = await versionOf(file);
    const known = this.kept.get(file);
    this.kept.delete(file);
    if (known && known.version !== version) known.loaded.dispose();
    const loaded = known?.version === version ? known.loaded : await this.load(file);
    this.kept.set(file, { version, loaded });
    for (const [oldest, { loaded }] of this.kept) {
      if (this.kept.size <= KEPT) break;
      this.kept.delete(oldest);
      loaded.dispose();
    }
    return loaded;
  }
}

/** What tells one content of a file from the next. @throws UserError when there is no such file */
export async function versionOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size } = await stat(file);
    return `${mtimeMs} ${size}`;
  } catch {
    throw new UserError(`${file} cannot be read: it does not exist, or access to it is denied.`);
  }
}
