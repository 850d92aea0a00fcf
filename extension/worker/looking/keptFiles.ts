import { stat } from 'node:fs/promises';
import { UserError } from '../../engine/errors.js';

/** Files kept, so that a mask can be dragged and two checkpoints can be looked at side by side. */
const KEPT = 2;

/** What was made of the files that were looked at last, made anew when a file has changed. */
export class KeptFiles<T extends { dispose(): void }> {
  /** The newest last. */
  private readonly kept = new Map<string, { version: string; value: T }>();

  /** @param make of a file; it throws what `of` does */
  constructor(private readonly make: (file: string) => Promise<T>) {}

  /**
   * What was made of a file. To be called in a turn of the backend's: what has not been looked at for longest is disposed for it.
   *
   * @throws UserError when it cannot be read
   */
  async of(file: string): Promise<T> {
    const version = await versionOf(file);
    const known = this.kept.get(file);
    this.kept.delete(file);
    if (known && known.version !== version) known.value.dispose();
    const value = known?.version === version ? known.value : await this.make(file);
    this.kept.set(file, { version, value });
    for (const [oldest, { value }] of this.kept) {
      if (this.kept.size <= KEPT) break;
      this.kept.delete(oldest);
      value.dispose();
    }
    return value;
  }
}

/** What tells one content of a file from the next. @throws UserError when it is not there */
export async function versionOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size } = await stat(file);
    return `${mtimeMs} ${size}`;
  } catch {
    throw new UserError(`${file} cannot be read: it does not exist, or access to it is denied.`);
  }
}
