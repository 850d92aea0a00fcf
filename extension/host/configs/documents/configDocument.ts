import { join } from 'node:path';
import { type DocumentFilter, type TextDocument, workspace } from 'vscode';
import { hasConfigName, isConfigText } from './isConfig.js';

/** The documents that language features look at: YAML on disk and YAML that was never saved, but no side of a diff. */
export const yamlDocuments: DocumentFilter[] = [
  { language: 'yaml', scheme: 'file' },
  { language: 'yaml', scheme: 'untitled' },
];

const known = new WeakMap<TextDocument, { version: number; isConfig: boolean }>();

/** Whether a document is a config of this extension; looked at once per version of the document. */
export function isConfigDocument(document: TextDocument): boolean {
  const { languageId, uri, version } = document;
  if (!yamlDocuments.some(({ language, scheme }) => language === languageId && scheme === uri.scheme)) return false;
  const found = known.get(document);
  if (found?.version === version) return found.isConfig;
  const isConfig = hasConfigName(uri.path) || isConfigText(document.getText(), uri.path);
  known.set(document, { version, isConfig });
  return isConfig;
}

/** The path that relative paths of a document start from; one that was never saved is taken to lie in the workspace. */
export function pathOf({ uri }: Pick<TextDocument, 'uri'>): string {
  if (uri.scheme === 'file') return uri.fsPath;
  return join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? '/', uri.path.split('/').pop()!);
}
