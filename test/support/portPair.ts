import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Port } from '../../extension/protocol/rpc.js';

/** The two ends of a channel within this process. Like IPC, it copies what it carries and refuses what cannot be copied. */
export function portPair(): [Port, Port] {
  const { port1, port2 } = new MessageChannel();
  return [portOf(port1), portOf(port2)];
}

function portOf(port: MessagePort): Port {
  return {
    post: message => port.postMessage(message),
    listen(onMessage, onClose) {
      port.on('message', onMessage).on('close', onClose);
    },
    close: () => port.close(),
  };
}
