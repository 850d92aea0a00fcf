import { Diagnostic, DiagnosticSeverity, DiagnosticTag, Range, type TextDocument } from 'vscode';
import type { Diagnostic as Found } from '../../../engine/config/check.js';
import { analysisOf } from '../documents/analyses.js';

/** What is wrong with a config, as VS Code marks it. */
export function marksOf(document: TextDocument): Diagnostic[] {
  return analysisOf(document).diagnostics.map(found => {
    const severity = found.severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
    const mark = new Diagnostic(rangeOf(found, document), found.message, severity);
    mark.source = 'mfm';
    mark.code = found.code;
    if (found.code === 'no-effect') mark.tags = [DiagnosticTag.Unnecessary];
    return mark;
  });
}

/** Where a problem stands: on its first line only, as a whole section in red says nothing, and never nowhere. */
export function rangeOf(found: Found, document: TextDocument): Range {
  const whole = document.validateRange(
    new Range(found.line - 1, found.column - 1, found.endLine - 1, found.endColumn - 1),
  );
  const line = document.lineAt(whole.start.line);
  const range = whole.isSingleLine ? whole : new Range(whole.start, line.range.end);
  if (!range.isEmpty) return range;
  return range.start.character > 0 ? range.with(range.start.translate(0, -1)) : line.range;
}
