import { existsSync } from 'node:fs';
import { l10n, type Memento, Uri } from 'vscode';
import { UserError } from '../../../engine/errors.js';
import type { LookImage } from '../../../protocol/lookApi.js';
import type { App } from '../../app/app.js';
import { workspaceImages } from '../../images/chosenImages.js';
import { KnownImages } from './knownImages.js';

const KEY = 'look.images';

/** Images that are remembered and offered again. */
const REMEMBERED = 24;

/** The photograph that a workspace without images begins with. */
const EXAMPLE = 'examples/photos/animals/chelsea.jpg';

/**
 * The images that one page looks at through its model. This workspace and all its windows to come remember those that
 * were chosen, newest first, and the one of the workspace that they began with.
 */
export class LookImages {
  private readonly memory: Memento;
  private readonly example: string;
  private readonly known = new KnownImages();

  constructor({ memory, extensionUri }: Pick<App, 'memory' | 'extensionUri'>) {
    this.memory = memory;
    this.example = Uri.joinPath(extensionUri, EXAMPLE).fsPath;
  }

  /** What can be looked at; never empty. */
  async list(): Promise<LookImage[]> {
    const remembered = this.remembered().filter(path => existsSync(path));
    return this.known.tell(remembered.length > 0 ? remembered : [await this.first()]);
  }

  /** Puts images first. */
  async choose(paths: readonly string[]): Promise<LookImage[]> {
    await this.remember(paths);
    return this.known.tell(paths);
  }

  /** The file of an image that a page was told of. @throws UserError for any other */
  file(id: string): string {
    // Some may have been chosen by a command, for any page.
    this.known.tell(this.remembered());
    const path = this.known.find(id);
    if (path === undefined) throw new UserError(l10n.t('The image is not known any more; choose one again.'));
    return path;
  }

  private remembered(): string[] {
    return this.memory.get<string[]>(KEY, []);
  }

  private async remember(paths: readonly string[]): Promise<void> {
    const all = [...new Set([...paths, ...this.remembered()])];
    await this.memory.update(KEY, all.slice(0, Math.max(REMEMBERED, paths.length)));
  }

  /** Remembered, because a search of a large workspace finds others every time. */
  private async first(): Promise<string> {
    const [first] = await workspaceImages();
    if (!first) return this.example;
    await this.remember([first.uri.fsPath]);
    return first.uri.fsPath;
  }
}
