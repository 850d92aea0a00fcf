import { stat } from 'node:fs/promises';
import { l10n, type Memento, window } from 'vscode';
import { UserError } from '../../../engine/errors.js';
import type { MapFolder } from '../../../protocol/mapApi.js';
import { KnownImages } from '../look/knownImages.js';

const KEY = 'map.folders';

/** Folders that are remembered and offered again. */
const REMEMBERED = 8;

/** The folders that one page maps. This workspace remembers those that were chosen, newest first. */
export class MapFolders {
  private readonly known = new KnownImages();

  constructor(
    private readonly memory: Memento,
    private readonly checkpoint: string,
  ) {}

  /** The folder that the checkpoint was trained on first, then those that were chosen; all of them are there. */
  async list(): Promise<MapFolder[]> {
    const own = await trainedOn(this.checkpoint);
    const paths = [...new Set([...(own ? [own] : []), ...this.remembered()])];
    const areThere = await Promise.all(paths.map(isFolder));
    return this.known.tell(paths.filter((_, i) => areThere[i]));
  }

  async choose(): Promise<MapFolder | undefined> {
    const title = l10n.t('Map the Images of a Folder');
    const [uri] = (await window.showOpenDialog({ title, canSelectFolders: true, canSelectFiles: false })) ?? [];
    if (!uri) return undefined;
    await this.memory.update(KEY, [...new Set([uri.fsPath, ...this.remembered()])].slice(0, REMEMBERED));
    return this.known.tell([uri.fsPath])[0];
  }

  /** The path of a folder that the page was told of. @throws UserError for any other */
  path(id: string): string {
    const path = this.known.find(id);
    if (path === undefined) throw new UserError(l10n.t('The folder is not known any more; choose one again.'));
    return path;
  }

  private remembered(): string[] {
    return this.memory.get<string[]>(KEY, []);
  }
}

/** DATA.DATA_PATH of the checkpoint's config, where it has one that can be read. */
async function trainedOn(checkpoint: string): Promise<string | undefined> {
  // They parse YAML, which is loaded when it is needed first.
  const { openFile } = await import('../../../engine/checkpoint/open.js');
  const { readableConfig } = await import('../../../engine/checkpoint/fileConfig.js');
  const opened = await openFile(checkpoint).catch(() => undefined);
  return (opened && readableConfig(opened)?.DATA.DATA_PATH) || undefined;
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}
