import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { UserError } from '../errors.js';
import { codeOf } from '../files/fileProblem.js';
import { readTextSync } from '../files/regularFile.js';

/** A lock says a few numbers and a name. */
const MOST_BYTES = 4096;

/** A run's folder is not its own any more: nothing may be written there. */
export class LostFolderError extends UserError {
  constructor(
    readonly dir: string,
    readonly what = `${dir} was removed, renamed or taken over by another process while its run was going on`,
  ) {
    super(`${what}; the run stopped, and can be resumed where its folder is now.`);
  }
}

/** A folder that this process has locked, as it knows it again. */
export class HeldFolder {
  private readonly claim: string;
  private readonly place: string | undefined;

  /** @param lock the lock file in `dir`, just taken */
  constructor(
    private readonly dir: string,
    private readonly lock: string,
  ) {
    this.claim = readFileSync(lock, 'utf8');
    this.place = placeOf(dir);
  }

  /**
   * To be called before anything is written: reads one small file. A lock that somebody removed is put back where nobody has
   * taken the folder since.
   *
   * @throws LostFolderError when the folder has gone, or is another's
   */
  check(): void {
    try {
      if (readTextSync(this.lock, MOST_BYTES) !== this.claim) throw new LostFolderError(this.dir);
    } catch (error) {
      if (error instanceof UserError) throw new LostFolderError(this.dir);
      // Any other failure, as of a network, says nothing of who holds the folder.
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') this.putBack();
    }
  }

  private putBack(): void {
    if (this.place === undefined || placeOf(this.dir) !== this.place) throw new LostFolderError(this.dir);
    try {
      writeFileSync(this.lock, this.claim, { flag: 'wx' });
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw new LostFolderError(this.dir);
    }
  }
}

/** What tells a folder from another one that was made in its place later, with its number too. */
function placeOf(dir: string): string | undefined {
  const info = statSync(dir, { bigint: true, throwIfNoEntry: false });
  return info && [info.dev, info.ino, info.birthtimeNs].join();
}
