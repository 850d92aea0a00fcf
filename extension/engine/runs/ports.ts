import type { Socket } from 'node:net';
import type { Port } from '../../protocol/rpc.js';

/** Longest message of a socket in characters: snapshots of a run have a few thousand. */
const MAX_LINE = 2 ** 20;
/** Bytes that may wait for a peer that does not read; beyond, it counts as gone. */
const MAX_UNREAD = 2 ** 22;
/** How long a closed socket may take to hand over what was posted. */
const FLUSH_MS = 2000;

/** A forked process, or this process if it was forked. */
interface IpcPeer extends NodeJS.EventEmitter {
  readonly connected: boolean;
  send?(message: unknown, handle?: undefined, options?: undefined, sent?: () => void): boolean;
  disconnect?(): void;
}

/**
 * The IPC channel to a forked process, or of this process to the one that forked it. Messages are structured-clone data
 * where the fork asked for advanced serialisation.
 */
export function processPort(peer: IpcPeer): Port {
  return {
    post(message) {
      // With a callback, a channel that closes meanwhile is no exception.
      if (peer.connected) peer.send!(message, undefined, undefined, () => {});
    },
    listen(onMessage, onClose) {
      const close = once(onClose);
      peer.on('message', onMessage);
      peer.on('disconnect', close);
      // The last messages may still be on their way when a process has ended: its channel tells when all are here.
      peer.on('exit', () => peer.connected || close());
      if (peer !== process) peer.on('error', close);
    },
    close() {
      if (peer.connected) peer.disconnect!();
    },
  };
}

/**
 * A socket or named pipe that carries one JSON object a line. Whatever else arrives ends the connection, and so does a
 * peer that does not read.
 */
export function socketPort(socket: Socket): Port {
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  return {
    post(message) {
      if (!socket.writable) return;
      socket.write(`${JSON.stringify(message)}\n`);
      if (socket.writableLength > MAX_UNREAD) socket.destroy();
    },
    listen(onMessage, onClose) {
      let rest = '';
      socket.on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop()!;
        for (const line of lines) {
          const message = parseObject(line);
          if (message) onMessage(message);
          else socket.destroy();
          if (socket.destroyed) return;
        }
        if (rest.length > MAX_LINE) socket.destroy();
      });
      socket.on('close', once(onClose));
      if (socket.destroyed) onClose();
    },
    close() {
      if (socket.destroyed) return;
      const impatience = setTimeout(() => socket.destroy(), FLUSH_MS);
      socket.once('close', () => clearTimeout(impatience));
      socket.end(() => socket.destroy());
    },
  };
}

function parseObject(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function once(call: () => void): () => void {
  let called = false;
  return () => {
    if (called) return;
    called = true;
    call();
  };
}
