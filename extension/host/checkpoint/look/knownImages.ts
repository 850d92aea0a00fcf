import { createHash } from 'node:crypto';
import { shortNames } from '../../../engine/data/shortNames.js';
import type { LookImage } from '../../../protocol/lookApi.js';

/** The images that a page was told of, by ids. What it was told once stays known to the end, whatever is listed later. */
export class KnownImages {
  private readonly paths = new Map<string, string>();

  /** Makes images known, and names them for the page. */
  tell(paths: readonly string[]): LookImage[] {
    const names = shortNames(paths);
    return paths.map((path, i) => {
      const id = idOf(path);
      this.paths.set(id, path);
      return { id, name: names[i]! };
    });
  }

  /** @param id from a page: anything */
  find(id: string): string | undefined {
    return this.paths.get(id);
  }
}

/** The same after a reload, and tells a page nothing of the path. */
function idOf(path: string): string {
  return createHash('sha256').update(path).digest('base64url').slice(0, 16);
}
