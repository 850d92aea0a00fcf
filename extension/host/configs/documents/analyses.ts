import { type TextDocument, workspace } from 'vscode';
import { readText } from '../../../engine/config/load.js';
import { type Analysis, analyse, isReadable } from './analysis.js';
import { pathOf } from './configDocument.js';

interface Kept {
  version: number;
  latest: Analysis;
  /** The latest one of a text that was YAML: somebody in the middle of a line has not deleted the rest. */
  readable?: Analysis;
}

const kept = new WeakMap<TextDocument, Kept>();

/** What is known about a config as it stands in the editor; worked out once per version of the document. */
export function analysisOf(document: TextDocument): Analysis {
  return analysed(document).latest;
}

/** As `analysisOf`, but while the text is no YAML that of its last version that was. */
export function readableAnalysisOf(document: TextDocument): Analysis {
  const { latest, readable } = analysed(document);
  return readable ?? latest;
}

/** Forgets what is known about a document, because a file that it inherits from has changed. */
export function forgetAnalysis(document: TextDocument): void {
  kept.delete(document);
}

function analysed(document: TextDocument): Kept {
  const known = kept.get(document);
  if (known?.version === document.version) return known;
  const latest = analyse(document.getText(), pathOf(document), readUnsavedOrSaved);
  const entry = { version: document.version, latest, readable: isReadable(latest) ? latest : known?.readable };
  kept.set(document, entry);
  return entry;
}

/**
 * The text of a file with its unsaved changes, or as it is on disk. VS Code keeps documents for a while after they have
 * been closed, even when their file is deleted, so that one without changes says nothing.
 */
function readUnsavedOrSaved(file: string): string {
  const changed = workspace.textDocuments.find(({ uri, isDirty }) => isDirty && uri.fsPath === file);
  return changed ? changed.getText() : readText(file);
}
