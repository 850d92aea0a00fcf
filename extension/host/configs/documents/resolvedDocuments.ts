import { basename } from 'node:path';
import {
  type Disposable,
  type Event,
  EventEmitter,
  l10n,
  type TextDocument,
  type TextDocumentContentProvider,
  Uri,
  workspace,
} from 'vscode';
import { Disposables } from '../../common/disposable.js';

const SCHEME = 'mfm-config';

/** Read-only documents that show what a config amounts to: every key, from the defaults, from BASE and from itself. */
export class ResolvedDocuments implements TextDocumentContentProvider, Disposable {
  private readonly own = new Disposables();
  private readonly changes = this.own.add(new EventEmitter<Uri>());
  readonly onDidChange: Event<Uri> = this.changes.event;

  /** @param changed a config, or what it inherits from, has changed */
  constructor(changed: Event<TextDocument>) {
    this.own.add(workspace.registerTextDocumentContentProvider(SCHEME, this));
    this.own.add(
      changed(({ uri }) => {
        const shown = resolvedUri(uri);
        if (workspace.textDocuments.some(open => open.uri.toString() === shown.toString())) this.changes.fire(shown);
      }),
    );
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const source = await workspace.openTextDocument(Uri.parse(uri.query, true));
    const [{ analysisOf, forgetAnalysis }, { toYaml }] = await Promise.all([
      import('./analyses.js'),
      import('../../../engine/config/write.js'),
    ]);
    // While no editor shows the source, nobody notices changes of the files that it inherits from.
    forgetAnalysis(source);
    const { config, diagnostics } = analysisOf(source);
    const name = basename(source.uri.path);
    const error = diagnostics.find(({ severity }) => severity === 'error');
    if (error) {
      const place = `${name}:${error.line}`;
      return `# ${l10n.t('The effective values are shown when this is mended: {0}: {1}', place, oneLine(error.message))}\n`;
    }
    const head = l10n.t('Effective values of {0}: defaults, the files of BASE, and the file itself.', name);
    return `# ${head}\n\n${toYaml(config)}`;
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
