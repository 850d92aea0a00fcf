import { type Disposable, languages, type TextDocument } from 'vscode';
import type { App } from '../app.js';
import { Disposables } from '../disposable.js';
import { ConfigChecks } from './configChecks.js';
import { isConfigDocument, yamlDocuments } from './configDocument.js';

/** Makes config files understand themselves. Cheap: each feature loads its code when it is first asked for. */
export function registerConfigFeatures(_app: App): Disposable {
  const own = new Disposables();
  own.add(new ConfigChecks());
  own.add(
    languages.registerHoverProvider(yamlDocuments, {
      provideHover: inConfigs(async (document, position) =>
        (await import('./hover.js')).provideHover(document, position),
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
