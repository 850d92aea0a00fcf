import type { Disposable, Webview } from 'vscode';
import { type Api, type Handlers, type Port, serve } from '../../protocol/rpc.js';

/**
 * Answers the calls of the page that a webview shows. A page that is hidden ends and begins anew when it is shown, with a
 * word ('hello'): what its forerunner asked for is then cancelled, and answers to it go nowhere.
 */
export function servePage<A extends Api<A>>(webview: Webview, handlers: Handlers<A>): Disposable {
  let end = () => {};
  const listening = webview.onDidReceiveMessage((message: unknown) => {
    if (!isHello(message)) return;
    end();
    end = servePort(webview, handlers);
  });
  return {
    dispose() {
      end();
      listening.dispose();
    },
  };
}

function servePort<A extends Api<A>>(webview: Webview, handlers: Handlers<A>): () => void {
  let isOver = false;
  let close = () => {};
  let listening: Disposable | undefined;
  const port: Port = {
    post(message) {
      if (!isOver) void webview.postMessage(message);
    },
    listen(onMessage, onClose) {
      close = onClose;
      listening = webview.onDidReceiveMessage((message: unknown) => {
        if (!isHello(message)) onMessage(message);
      });
    },
    close() {},
  };
  serve(port, handlers);
  return () => {
    isOver = true;
    listening?.dispose();
    close();
  };
}

function isHello(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'hello';
}
