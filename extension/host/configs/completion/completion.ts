import {
  CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  CompletionList,
  l10n,
  MarkdownString,
  type Position,
  SnippetString,
  type TextDocument,
} from 'vscode';
import type { Config } from '../../../engine/config/schema.js';
import { readableAnalysisOf } from '../documents/analyses.js';
import { pathOf } from '../documents/configDocument.js';
import { helpMarkdown } from '../help/helpMarkdown.js';
import { keyHelp } from '../help/keyHelp.js';
import { rangeOfSpan } from '../text/spans.js';
import { cursorAt } from './cursor.js';
import { pathSuggestions } from './pathSuggestions.js';
import { keySuggestions, type Suggestion, valueSuggestions } from './suggestions.js';

const icons: Record<Suggestion['kind'], CompletionItemKind> = {
  key: CompletionItemKind.Property,
  section: CompletionItemKind.Module,
  value: CompletionItemKind.Value,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
};

/** Keys that are missing in the section at the cursor, or values of the key before it. */
export async function provideCompletions(
  document: TextDocument,
  position: Position,
): Promise<CompletionList | undefined> {
  const cursor = cursorAt(document.getText(), document.offsetAt(position));
  if (!cursor) return undefined;
  const { config, inherited } = readableAnalysisOf(document);
  const found =
    cursor.kind === 'key'
      ? keySuggestions(cursor, inherited)
      : [...valueSuggestions(cursor, inherited), ...(await pathSuggestions(cursor, pathOf(document)))];
  const range = rangeOfSpan(document, cursor.span);
  return new CompletionList(
    found.map((suggestion, i) => {
      const item = itemOf(suggestion, config);
      item.range = range;
      // The order of the schema, which puts together what belongs together.
      item.sortText = String(i).padStart(4, '0');
      return item;
    }),
  );
}

function itemOf(suggestion: Suggestion, config: Config): CompletionItem {
  const { kind, label, snippet, key, isDefault, inherited, preselect, filter, goesOn } = suggestion;
  const item = new CompletionItem(label, icons[kind]);
  item.insertText = new SnippetString(snippet);
  item.filterText = filter;
  item.preselect = preselect;
  const help = key === undefined ? undefined : keyHelp(key, config);
  if (help) {
    item.documentation = new MarkdownString(helpMarkdown(help));
    const usual = inherited ? l10n.t('{0}, from {1}', inherited.word, inherited.file) : help.default;
    item.label = { label, description: help.names ? l10n.t('section') : usual };
    if (help.noEffect) item.tags = [CompletionItemTag.Deprecated];
  } else if (inherited) {
    item.label = { label, description: l10n.t('from {0}', inherited.file) };
  } else if (isDefault) {
    item.label = { label, description: l10n.t('default') };
  }
  if (goesOn) item.command = { command: 'editor.action.triggerSuggest', title: '' };
  return item;
}
