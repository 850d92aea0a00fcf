import { CodeAction, type CodeActionContext, CodeActionKind, l10n, type TextDocument, WorkspaceEdit } from 'vscode';
import { rangeOf } from '../checks/marks.js';
import { analysisOf } from '../documents/analyses.js';
import { rangeOfSpan } from '../text/spans.js';
import { type Fix, fixesOf } from './fixes.js';

/** What can be done about the problems at the cursor. */
export function provideQuickFixes(document: TextDocument, context: CodeActionContext): CodeAction[] {
  const { entries, diagnostics } = analysisOf(document);
  return context.diagnostics
    .filter(mark => mark.source === 'mfm')
    .flatMap(mark => {
      const found = diagnostics.find(
        problem => problem.message === mark.message && rangeOf(problem, document).isEqual(mark.range),
      );
      if (!found) return [];
      const fixable = { ...found, start: document.offsetAt(mark.range.start) };
      return fixesOf(document.getText(), entries, fixable).map(fix => {
        const action = new CodeAction(title(fix), CodeActionKind.QuickFix);
        action.diagnostics = [mark];
        action.isPreferred = fix.isPreferred;
        action.edit = new WorkspaceEdit();
        for (const { span, text } of fix.edits) action.edit.replace(document.uri, rangeOfSpan(document, span), text);
        return action;
      });
    });
}

function title({ kind, to }: Fix): string {
  switch (kind) {
    case 'rename':
      return l10n.t('Change to {0}', to);
    case 'replace':
      return l10n.t('Write {0}', to);
    case 'move':
      return to ? l10n.t('Move to {0}', to) : l10n.t('Move to the top level');
    case 'remove':
      return l10n.t('Remove {0}', to);
    case 'untab':
      return l10n.t('Indent with spaces');
  }
}
