import { Hover, l10n, MarkdownString, type Position, Range, type TextDocument } from 'vscode';
import { analysisOf } from '../documents/analyses.js';
import { entryAt } from '../text/entries.js';
import { derivedAt } from './derived.js';
import { derivedSentence } from './derivedText.js';
import { helpMarkdown } from './helpMarkdown.js';
import { inheritedAt } from './inherited.js';
import { keyHelp } from './keyHelp.js';

/** The meaning of the key under the pointer; over its value also what that amounts to. */
export function provideHover(document: TextDocument, position: Position): Hover | undefined {
  const { entries, config, inherited, diagnostics } = analysisOf(document);
  const found = entryAt(entries, document.offsetAt(position));
  const help = found && keyHelp(found.entry.key, config);
  // Between the keys of a section lies nothing that a person could be asking about.
  if (!help || (help.names && found.part === 'value')) return undefined;
  const { entry, part } = found;
  const span = part === 'name' || !entry.valueSpan ? entry.nameSpan : entry.valueSpan;
  const markdown = new MarkdownString(helpMarkdown(help));
  const set = help.names ? undefined : inheritedAt(entry.key, inherited);
  if (set) markdown.appendMarkdown(`  \n${l10n.t('**Inherited:** `{0}` from {1}', set.word, set.file)}`);
  const derived = derivedAt(entry.key, config, diagnostics);
  if (part === 'value' && derived) {
    markdown.appendMarkdown(`\n\n---\n\n${l10n.t('Here: {0}', derivedSentence(derived))}`);
  }
  return new Hover(markdown, new Range(document.positionAt(span.start), document.positionAt(span.end)));
}
