import type { Webview } from 'vscode';
import type { Port } from '../../extension/protocol/rpc.js';

/** The two ends of a webview's messages: what the extension holds, and what pages in it do. */
export class FakeWebview {
  private readonly toExtension = new Set<(message: unknown) => void>();
  private toPage: (message: unknown) => void = () => {};
  /** How many messages the extension has posted. */
  posted = 0;

  /** The extension's end; only messages work. */
  readonly webview = {
    postMessage: async (message: unknown) => {
      this.posted++;
      const copy = structuredClone(message);
      queueMicrotask(() => this.toPage(copy));
      return true;
    },
    onDidReceiveMessage: (listener: (message: unknown) => void) => {
      this.toExtension.add(listener);
      return { dispose: () => this.toExtension.delete(listener) };
    },
  } as unknown as Webview;

  /** Loads a page in place of the one before, which hears nothing more, and says hello as pages do. */
  load(): Port {
    const send = (message: unknown) => this.send(message);
    this.toPage = () => {};
    send({ kind: 'hello' });
    return {
      post: send,
      listen: onMessage => {
        this.toPage = onMessage;
      },
      close() {},
    };
  }

  /** Sends anything at all to the extension. */
  send(message: unknown): void {
    for (const listener of [...this.toExtension]) listener(structuredClone(message));
  }

  get listeners(): number {
    return this.toExtension.size;
  }
}
