import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { l10n, type Memento, Uri } from 'vscode';
import { shortNames } from '../../../engine/data/shortNames.js';
import { UserError } from '../../../engine/errors.js';
import type { LookImage } from '../../../protocol/lookApi.js';
import type { App } from '../../app.js';
import { workspaceImages } from '../../images/chosenImages.js';

const KEY = 'look.images';

/** Images that are remembered and offered again. */
const REMEMBERED = 24;

/** The photograph that a workspace without images begins with. */
const EXAMPLE = 'examples/photos/animals/chelsea.jpg';

/**
 * The images that were chosen to look at through models, newest first, for this workspace and all its windows to come.
 * Pages know them by ids.
 */
export class LookImages {
  private readonly memory: Memento;
  private readonly example: string;

  constructor({ memory, extensionUri }: Pick<App, 'memory' | 'extensionUri'>) {
    this.memory = memory;
    this.example = Uri.joinPath(extensionUri, EXAMPLE).fsPath;
  }

  /** What can be looked at; never empty. */
  async list(): Promise<LookImage[]> {
    const chosen = this.paths().filter(path => existsSync(path));
    return named(chosen.length > 0 ? chosen : [await this.proposal()]);
  }

  /** Puts images first. */
  async choose(paths: readonly string[]): Promise<LookImage[]> {
    const all = [...new Set([...paths, ...this.paths()])];
    await this.memory.update(KEY, all.slice(0, Math.max(REMEMBERED, paths.length)));
    return named(paths);
  }

  /** The file of an image that `list` or `choose` gave out. @throws UserError for any other */
  async file(id: string): Promise<string> {
    const path = this.paths().find(known => idOf(known) === id) ?? (await this.proposal());
    if (idOf(path) !== id) throw new UserError(l10n.t('The image is not known any more; choose one again.'));
    return path;
  }

  private paths(): string[] {
    return this.memory.get<string[]>(KEY, []);
  }

  private async proposal(): Promise<string> {
    const [first] = (await workspaceImages()).map(uri => uri.fsPath).sort();
    return first ?? this.example;
  }
}

function named(paths: readonly string[]): LookImage[] {
  const names = shortNames(paths);
  return paths.map((path, i) => ({ id: idOf(path), name: names[i]! }));
}

/** The same after a reload, and tells a page nothing of the path. */
function idOf(path: string): string {
  return createHash('sha256').update(path).digest('base64url').slice(0, 16);
}
