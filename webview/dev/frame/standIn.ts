import { type Api, type Handlers, type Port, serve } from '../../../extension/protocol/rpc.js';
import '../../host/host.js';
import type { Traffic } from './traffic.js';

/** Where the page's state is kept while the browser's tab lives; tests put one here before the page starts. */
const STATE = 'state';

/** Stands in for the extension: answers the page's calls, over messages that are copied like the editor's. */
export function standIn<A extends Api<A>>(handlers: Handlers<A>): void {
  const { port1, port2 } = new MessageChannel();
  serve(portOf(port1), handlers);
  const traffic: Traffic = { calls: [], open: {}, kept: 0 };
  globalThis.mfmTraffic = traffic;
  globalThis.mfmHost = {
    port: counted(portOf(port2), traffic),
    getState: () => JSON.parse(sessionStorage.getItem(STATE) ?? 'null') ?? undefined,
    setState: state => {
      traffic.kept++;
      sessionStorage.setItem(STATE, JSON.stringify(state ?? null));
    },
  };
}

/** The page's end, with what goes through it written down. */
function counted(port: Port, { calls, open }: Traffic): Port {
  return {
    ...port,
    post(message) {
      const { kind, id, method } = message as { kind: string; id: number; method: string };
      if (kind === 'call') {
        calls.push(method);
        open[id] = method;
      }
      port.post(message);
    },
    listen(onMessage, onClose) {
      port.listen(message => {
        const { kind, id } = message as { kind: string; id: number };
        if (kind === 'result' || kind === 'error') delete open[id];
        onMessage(message);
      }, onClose);
    },
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
