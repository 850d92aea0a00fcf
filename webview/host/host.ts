import type { Port } from '../../extension/protocol/rpc.js';

/** What a page needs of the editor around it. Tests and the browser give their own. */
export interface Host {
  /** Messages to and from the extension. */
  port: Port;
  /** Of the page before it was hidden or the window reloaded: what was chosen and where one was, never data. */
  getState(): unknown;
  setState(state: unknown): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** Given by VS Code, once. */
  function acquireVsCodeApi(): VsCodeApi;
  /** Set before the page's script by those who stand in for VS Code. */
  var mfmHost: Host | undefined;
}

/** The editor, or what stands in for it. To be called once a page. */
export function connect(): Host {
  if (globalThis.mfmHost) return globalThis.mfmHost;
  const vscode = acquireVsCodeApi();
  // With the page's own state lies the key of what it shows: all that the extension has of it after a reload.
  const key = document.querySelector<HTMLMetaElement>('meta[name=key]')?.content;
  const getState = () => (vscode.getState() as { page?: unknown } | undefined)?.page;
  const setState = (page: unknown) => vscode.setState({ key, page });
  setState(getState());
  // Tells the extension that this page is new: what another page of this panel asked for is nobody's business any more.
  vscode.postMessage({ kind: 'hello' });
  return {
    port: {
      post: message => vscode.postMessage(message),
      listen: onMessage => addEventListener('message', ({ data }) => onMessage(data)),
      close() {},
    },
    getState,
    setState,
  };
}
