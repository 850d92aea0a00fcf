import { stat } from 'node:fs/promises';
import { DocumentLink, Location, l10n, Position, type TextDocument, Uri, workspace } from 'vscode';
import { analysisOf } from '../documents/analyses.js';
import { pathOf } from '../documents/configDocument.js';
import { contains } from '../text/entries.js';
import { rangeOfSpan } from '../text/spans.js';
import { type Reference, referencesOf } from './references.js';

/** The file that the name at the cursor stands for: a config of BASE, a checkpoint. */
export async function provideDefinition(document: TextDocument, position: Position): Promise<Location | undefined> {
  const offset = document.offsetAt(position);
  const found = references(document).find(({ span }) => contains(span, offset));
  if (!found || (await kindOf(found.path)) !== 'file') return undefined;
  return new Location(Uri.file(found.path), new Position(0, 0));
}

/** Links on the names of files and folders that are there. */
export async function provideLinks(document: TextDocument): Promise<DocumentLink[]> {
  const links = references(document).map(async ({ path, span }) => {
    const kind = await kindOf(path);
    if (!kind) return [];
    const uri = Uri.file(path);
    const link = new DocumentLink(rangeOfSpan(document, span), kind === 'file' ? uri : folderLink(uri));
    link.tooltip = kind === 'file' ? l10n.t('Open {0}', path) : l10n.t('Show {0}', path);
    return [link];
  });
  return (await Promise.all(links)).flat();
}

function references(document: TextDocument): Reference[] {
  return referencesOf(analysisOf(document).entries, pathOf(document));
}

/** Folders cannot be opened in an editor; those outside the workspace are not in the explorer either. */
function folderLink(folder: Uri): Uri {
  const command = workspace.getWorkspaceFolder(folder) ? 'revealInExplorer' : 'revealFileInOS';
  return Uri.parse(`command:${command}?${encodeURIComponent(JSON.stringify([folder]))}`);
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  return found.isDirectory() ? 'folder' : 'file';
}
