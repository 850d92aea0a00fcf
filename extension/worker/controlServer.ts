import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { socketPort } from '../engine/runs/ports.js';
import { type Handlers, type Port, serve } from '../protocol/rpc.js';
import type { RunApi } from '../protocol/runApi.js';
import { newControlFolder, removeControlFolder } from './controlFolder.js';
import type { LiveRun } from './liveRun.js';

/** The open end of a run's control. */
export interface ControlServer {
  /** The path of its socket or the name of its pipe, for `run.json`. */
  address: string;
  /** Waits until all that watch know of the run's end, and removes the socket. */
  close(): Promise<void>;
}

/**
 * Opens the control of a run: a unix socket in a folder that only this user may enter, or a named pipe with a name that
 * nobody can guess. What a killed process leaves of it answers nobody, and goes when this user starts another run.
 *
 * @throws Error when the system allows no such socket
 */
export async function openControl(run: LiveRun): Promise<ControlServer> {
  const watches = new Set<Promise<void>>();
  const ports = new Set<Port>();
  const handlers = handlersOf(run, watches);
  const server = createServer(socket => {
    const port = socketPort(socket);
    ports.add(port);
    serve<RunApi>(port, handlers, () => ports.delete(port));
  });
  const address = await newAddress();
  try {
    server.listen(address);
    await once(server, 'listening');
  } catch (error) {
    await removeAddress(address);
    throw error;
  }
  // A connection that cannot be accepted is no reason to end a run; nor is the server one to live longer than it.
  server.on('error', () => {});
  server.unref();
  return {
    address,
    async close() {
      const closed = once(server, 'close');
      server.close();
      await Promise.allSettled(watches);
      // The answers to these calls go out in this turn of the event loop.
      await turn();
      for (const port of ports) port.close();
      await closed;
      await removeAddress(address);
    },
  };
}

function handlersOf(run: LiveRun, watches: Set<Promise<void>>): Handlers<RunApi> {
  const { control } = run;
  return {
    async watch(_, { signal, progress }) {
      const watch = run.follow(signal, progress);
      watches.add(watch);
      await watch.finally(() => watches.delete(watch));
    },
    async stop({ save }) {
      control.stop({ save: save !== false });
      await run.ended();
    },
    async pause() {
      control.pause();
    },
    async resume() {
      control.resume();
    },
    save: () => control.save(),
    sample: () => control.sample(),
  };
}

async function newAddress(): Promise<string> {
  return process.platform === 'win32' ? `\\\\.\\pipe\\mfm-${randomUUID()}` : newControlFolder();
}

/** A named pipe goes by itself. */
async function removeAddress(address: string): Promise<void> {
  if (process.platform !== 'win32') await removeControlFolder(address);
}
