import { basename } from 'node:path';
import {
  type Disposable,
  DocumentLink,
  type DocumentLinkProvider,
  type Event,
  EventEmitter,
  l10n,
  languages,
  Range,
  type TextDocument,
  type TextDocumentContentProvider,
  Uri,
  workspace,
} from 'vscode';
import { Disposables } from '../../common/disposable.js';
import { pathOf } from './configDocument.js';

const SCHEME = 'mfm-config';

/**
 * Read-only documents that show what a config amounts to: every key, from the defaults, from BASE and from itself, and
 * behind what is no default a link to the line that says so.
 */
export class ResolvedDocuments implements TextDocumentContentProvider, DocumentLinkProvider, Disposable {
  private readonly own = new Disposables();
  private readonly changes = this.own.add(new EventEmitter<Uri>());
  readonly onDidChange: Event<Uri> = this.changes.event;

  /** @param changed a config, or what it inherits from, has changed */
  constructor(changed: Event<TextDocument>) {
    this.own.add(workspace.registerTextDocumentContentProvider(SCHEME, this));
    this.own.add(languages.registerDocumentLinkProvider({ scheme: SCHEME }, this));
    this.own.add(
      changed(({ uri }) => {
        const shown = resolvedUri(uri);
        if (workspace.textDocuments.some(open => open.uri.toString() === shown.toString())) this.changes.fire(shown);
      }),
    );
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const source = await workspace.openTextDocument(Uri.parse(uri.query, true));
    const [{ analysisOf, forgetAnalysis }, { toYaml }, { originOf }] = await Promise.all([
      import('./analyses.js'),
      import('../../../engine/config/write.js'),
      import('./origins.js'),
    ]);
    // While no editor shows the source, nobody notices changes of the files that it inherits from.
    forgetAnalysis(source);
    const { config, places, diagnostics } = analysisOf(source);
    const name = basename(source.uri.path);
    const error = diagnostics.find(({ severity }) => severity === 'error');
    if (error) {
      const place = `${name}:${error.line}`;
      return `# ${l10n.t('The effective values are shown when this is mended: {0}: {1}', place, oneLine(error.message))}\n`;
    }
    const head = l10n.t(
      'Effective values of {0}. Behind a value stands where it was set; the others are defaults.',
      name,
    );
    return `# ${head}\n\n${toYaml(config, key => originOf(places.get(key), pathOf(source)))}`;
  }

  async provideDocumentLinks(document: TextDocument): Promise<DocumentLink[]> {
    const { originSpans } = await import('./origins.js');
    const config = pathOf({ uri: Uri.parse(document.uri.query, true) });
    return originSpans(document.getText(), config).map(({ start, end, path, line }) => {
      const range = new Range(document.positionAt(start), document.positionAt(end));
      const link = new DocumentLink(range, Uri.file(path).with({ fragment: `L${line}` }));
      link.tooltip = l10n.t('Open {0}', path);
      return link;
    });
  }

  dispose(): void {
    this.own.dispose();
  }
}

/** The read-only document that shows what a config amounts to. */
export function resolvedUri(config: Uri): Uri {
  const path = `${config.path.replace(/\.ya?ml$/i, '')}.effective.yaml`;
  return Uri.from({ scheme: SCHEME, path, query: config.toString() });
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, ' ');
}
