import { InlayHint, MarkdownString, type Range, type TextDocument, workspace } from 'vscode';
import { analysisOf, readableAnalysisOf } from '../documents/analyses.js';
import { derivedAt } from './derived.js';
import { derivedLabel, derivedSentence } from './derivedText.js';
import type { ImageCounts } from './imageCounts.js';

/** What values amount to, behind them. */
export function provideHints(document: TextDocument, range: Range, counts: ImageCounts): InlayHint[] {
  const { entries } = analysisOf(document);
  const { config, diagnostics } = readableAnalysisOf(document);
  const images = workspace.isTrusted ? counts.of(config.DATA.DATA_PATH) : undefined;
  return entries.flatMap(({ key, valueSpan }) => {
    const position = valueSpan && document.positionAt(valueSpan.end);
    if (!position || !range.contains(position)) return [];
    const derived = derivedAt(key, config, diagnostics, images);
    if (!derived) return [];
    const hint = new InlayHint(position, `→ ${derivedLabel(derived)}`);
    hint.paddingLeft = true;
    hint.tooltip = new MarkdownString(derivedSentence(derived));
    return [hint];
  });
}
