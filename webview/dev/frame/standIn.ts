import { type Api, type Handlers, type Port, serve } from '../../../extension/protocol/rpc.js';
import '../../host/host.js';

/** Where the page's state is kept while the browser's tab lives; tests put one here before the page starts. */
const STATE = 'state';

/** Stands in for the extension: answers the page's calls, over messages that are copied like the editor's. */
export function standIn<A extends Api<A>>(handlers: Handlers<A>): void {
  const { port1, port2 } = new MessageChannel();
  serve(portOf(port1), handlers);
  globalThis.mfmHost = {
    port: portOf(port2),
    getState: () => JSON.parse(sessionStorage.getItem(STATE) ?? 'null') ?? undefined,
    setState: state => sessionStorage.setItem(STATE, JSON.stringify(state ?? null)),
  };
}

function portOf(port: MessagePort): Port {
  return {
    post: message => port.postMessage(message),
    listen(onMessage) {
      port.onmessage = ({ data }) => onMessage(data);
    },
    close: () => port.close(),
  };
}
