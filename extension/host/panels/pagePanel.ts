import { randomBytes } from 'node:crypto';
import { type Disposable, env, l10n, Uri, ViewColumn, type Webview, type WebviewPanel, window } from 'vscode';
import type { Api, Handlers } from '../../protocol/rpc.js';
import type { App } from '../app/app.js';
import { pageDocument } from './pageDocument.js';
import { servePage } from './pageSession.js';

/** What a panel shows and how it answers its page. */
export interface PageContent<A extends Api<A>> {
  title: string;
  handlers: Handlers<A>;
  /** Called when the panel is closed. */
  dispose?(): void;
}

/** A kind of panel: one panel a key, where a key is what it shows, such as a run's folder. */
export interface PageKind<A extends Api<A>> {
  /** As in the activation event `onWebviewPanel:<viewType>`. */
  viewType: string;
  page: PageName;
  /**
   * What the panel of `key` shows, or undefined when there is no such thing (any more). After a reload of the window keys
   * come from where pages keep their state: nothing to trust.
   */
  open(key: string, panel: WebviewPanel): PageContent<A> | undefined;
  /** Resolves when `open` knows what there is. */
  ready?: Promise<unknown>;
}

/** The panels of one kind. */
export class PagePanels<A extends Api<A>> {
  private readonly panels = new Map<string, WebviewPanel>();

  constructor(
    private readonly app: App,
    private readonly kind: PageKind<A>,
  ) {}

  /** Brings the panel of `key` to the front, or makes one. */
  show(key: string, column = ViewColumn.Active): void {
    const open = this.panels.get(key);
    if (open) open.reveal();
    else this.fill(window.createWebviewPanel(this.kind.viewType, '', column, { enableFindWidget: true }), key);
  }

  /** Brings panels back after a reload of the window. */
  register(): Disposable {
    return window.registerWebviewPanelSerializer(this.kind.viewType, {
      deserializeWebviewPanel: async (panel, state: { key?: unknown } | undefined) => {
        await this.kind.ready;
        const key = state?.key;
        if (typeof key !== 'string' || this.panels.has(key)) panel.dispose();
        else this.fill(panel, key);
      },
    });
  }

  private fill(panel: WebviewPanel, key: string): void {
    const content = this.kind.open(key, panel);
    if (!content) {
      panel.dispose();
      return;
    }
    this.panels.set(key, panel);
    panel.onDidDispose(() => this.panels.delete(key));
    fillPanel(this.app, panel, this.kind.page, key, content);
  }
}

/** Shows a page in a panel, of one's own or of a custom editor, until it is closed. */
export function fillPanel<A extends Api<A>>(
  app: App,
  panel: WebviewPanel,
  page: PageName,
  key: string,
  content: PageContent<A>,
): void {
  const { webview } = panel;
  webview.options = { enableScripts: true, localResourceRoots: [pagesFolder(app.extensionUri)] };
  panel.iconPath = Uri.joinPath(app.extensionUri, 'media', 'icon.png');
  panel.title = content.title;
  const session = servePage(webview, content.handlers);
  panel.onDidDispose(() => {
    session.dispose();
    content.dispose?.();
  });
  webview.html = pageHtml(webview, app.extensionUri, page, content.title, key);
}

/** The pages of dist/webview. */
type PageName = 'spectrum' | 'run' | 'checkpoint' | 'measurement';

/** Where the files of pages are, the only ones that they may load. */
function pagesFolder(extensionUri: Uri): Uri {
  return Uri.joinPath(extensionUri, 'dist', 'webview');
}

/** The document of a page for a webview: see `pageDocument`. */
function pageHtml(webview: Webview, extensionUri: Uri, page: PageName, title: string, key: string): string {
  const file = (name: string) => String(webview.asWebviewUri(Uri.joinPath(pagesFolder(extensionUri), name)));
  return pageDocument({
    title,
    key,
    language: env.language,
    script: file(`${page}.js`),
    style: file(`${page}.css`),
    source: webview.cspSource,
    nonce: randomBytes(16).toString('base64'),
    strings: stringsOf(l10n.bundle),
  });
}

/** Translations may carry comments: pages want the texts. */
function stringsOf(bundle: typeof l10n.bundle): Record<string, string> {
  const entries = Object.entries(bundle ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
