import { Range, type TextDocument } from 'vscode';
import type { Span } from './entries.js';

/** A stretch of a document's text as VS Code has it. */
export function rangeOfSpan(document: TextDocument, { start, end }: Span): Range {
  return new Range(document.positionAt(start), document.positionAt(end));
}
