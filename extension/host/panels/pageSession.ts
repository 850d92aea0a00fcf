import type { Disposable, Webview } from 'vscode';
import { type Api, type Handlers, type Port, serve } from '../../protocol/rpc.js';

/**
 * Answers the calls of the page that a webview shows. A page that is hidden ends and begins anew when it is shown, with a
 * word ('hello'): what its forerunner asked for is then cancelled, and answers to it go nowhere.
 *
 * Only messages of the right form get through; what is in them each handler checks for itself.
 */
export function servePage<A extends Api<A>>(webview: Webview, handlers: Handlers<A>): Disposable {
  let page: PagePort | undefined;
  const listening = webview.onDidReceiveMessage((message: unknown) => {
    if (isHello(message)) {
      page?.close();
      page = new PagePort(webview);
      serve(page, handlers);
    } else if (isRequest(message)) page?.receive(message);
  });
  return {
    dispose() {
      page?.close();
      listening.dispose();
    },
  };
}

/** The way to one page, until the next one takes its place. */
class PagePort implements Port {
  private isClosed = false;
  private onMessage: (message: unknown) => void = () => {};
  private onClose: () => void = () => {};

  constructor(private readonly webview: Webview) {}

  listen(onMessage: (message: unknown) => void, onClose: () => void): void {
    this.onMessage = onMessage;
    this.onClose = onClose;
  }

  receive(message: unknown): void {
    this.onMessage(message);
  }

  post(message: unknown): void {
    if (!this.isClosed) void this.webview.postMessage(message);
  }

  close(): void {
    this.isClosed = true;
    this.onClose();
  }
}

function isHello(message: unknown): boolean {
  return isRecord(message) && message['kind'] === 'hello';
}

/** The two kinds of messages that a caller sends. */
function isRequest(message: unknown): boolean {
  if (!isRecord(message) || !Number.isSafeInteger(message['id'])) return false;
  return message['kind'] === 'cancel' || (message['kind'] === 'call' && typeof message['method'] === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
