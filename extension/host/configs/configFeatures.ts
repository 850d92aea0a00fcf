import {
  type CodeActionContext,
  CodeActionKind,
  type Disposable,
  EventEmitter,
  languages,
  type Position,
  type Range,
  type TextDocument,
  workspace,
} from 'vscode';
import { Disposables } from '../common/disposable.js';
import { ConfigChecks } from './checks/configChecks.js';
import { FolderMarks } from './checks/folderMarks.js';
import { ConfigContext } from './documents/configContext.js';
import { isConfigDocument, yamlDocuments } from './documents/configDocument.js';
import { yamlPattern } from './documents/configFiles.js';
import { ResolvedDocuments } from './documents/resolvedDocuments.js';
import { ImageCounts } from './help/imageCounts.js';

/** Makes config files understand themselves. Cheap: the parser and the schema are loaded with the first config. */
export function registerConfigFeatures(): Disposable {
  const own = new Disposables();
  const files = own.add(workspace.createFileSystemWatcher(yamlPattern));
  const checks = own.add(new ConfigChecks(files));
  own.add(new FolderMarks(checks.onDidCheck));
  own.add(new ConfigContext(files));
  own.add(new ResolvedDocuments(checks.onDidCheck));
  own.add(registerTyping());
  own.add(registerReading());
  own.add(registerHints(checks));
  return own;
}

/** Completion and quick fixes. */
function registerTyping(): Disposable {
  const own = new Disposables();
  const completion = inConfigs(async (document, position: Position) =>
    (await import('./completion/completion.js')).provideCompletions(document, position),
  );
  // A space comes before every value, and the others inside lists and paths.
  const triggers = [' ', '/', '[', '(', ',', "'", '"'];
  own.add(languages.registerCompletionItemProvider(yamlDocuments, { provideCompletionItems: completion }, ...triggers));
  const quickFixes = inConfigs(async (document, _range: Range, context: CodeActionContext) =>
    (await import('./fixes/quickFixes.js')).provideQuickFixes(document, context),
  );
  own.add(
    languages.registerCodeActionsProvider(
      yamlDocuments,
      { provideCodeActions: quickFixes },
      { providedCodeActionKinds: [CodeActionKind.QuickFix] },
    ),
  );
  return own;
}

/** Hovers, definitions, links and the lenses on the first line. */
function registerReading(): Disposable {
  const own = new Disposables();
  const trusted = own.add(new EventEmitter<void>());
  own.add(workspace.onDidGrantWorkspaceTrust(() => trusted.fire()));
  own.add(
    languages.registerHoverProvider(yamlDocuments, {
      provideHover: inConfigs(async (document, position: Position) =>
        (await import('./help/hover.js')).provideHover(document, position),
      ),
    }),
  );
  own.add(
    languages.registerDefinitionProvider(yamlDocuments, {
      provideDefinition: inConfigs(async (document, position: Position) =>
        (await import('./help/links.js')).provideDefinition(document, position),
      ),
    }),
  );
  own.add(
    languages.registerDocumentLinkProvider(yamlDocuments, {
      provideDocumentLinks: inConfigs(async document => (await import('./help/links.js')).provideLinks(document)),
    }),
  );
  own.add(
    languages.registerCodeLensProvider(yamlDocuments, {
      onDidChangeCodeLenses: trusted.event,
      provideCodeLenses: inConfigs(async document => (await import('./help/lenses.js')).provideLenses(document)),
    }),
  );
  return own;
}

/** Inlay hints, which change with what a config inherits from and when its images have been counted. */
function registerHints(checks: ConfigChecks): Disposable {
  const own = new Disposables();
  const changed = own.add(new EventEmitter<void>());
  const counts = own.add(new ImageCounts());
  own.add(counts.onDidChange(() => changed.fire()));
  own.add(checks.onDidCheck(() => changed.fire()));
  own.add(
    languages.registerInlayHintsProvider(yamlDocuments, {
      onDidChangeInlayHints: changed.event,
      provideInlayHints: inConfigs(async (document, range) =>
        (await import('./help/hints.js')).provideHints(document, range, counts),
      ),
    }),
  );
  return own;
}

/** A feature that has nothing to say about other YAML. */
function inConfigs<A extends unknown[], R>(
  provide: (document: TextDocument, ...args: A) => Promise<R>,
): (document: TextDocument, ...args: A) => Promise<R> | undefined {
  return (document, ...args) => (isConfigDocument(document) ? provide(document, ...args) : undefined);
}
