import { shortNames } from '../../engine/data/shortNames.js';
import type { NamedId } from '../../protocol/spectrumPage.js';

/** Numbers for paths, by which a page asks for them: a path keeps its number as long as the page lives. */
export class PathIds {
  private readonly paths: string[] = [];

  /** Lists paths for the page, with short names. */
  list(paths: readonly string[]): NamedId[] {
    const names = shortNames(paths);
    return paths.map((path, i) => ({ id: this.idOf(path), name: names[i]! }));
  }

  /** @param id from a page: anything */
  find(id: unknown): string | undefined {
    return typeof id === 'number' ? this.paths[id] : undefined;
  }

  private idOf(path: string): number {
    const known = this.paths.indexOf(path);
    return known >= 0 ? known : this.paths.push(path) - 1;
  }
}
