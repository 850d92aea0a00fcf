import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, rmdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { socketPort } from '../engine/runs/ports.js';
import { isAlive } from '../engine/runs/processIdentity.js';
import { RunFolder } from '../engine/runs/runFolder.js';
import { type Handlers, type Port, serve } from '../protocol/rpc.js';
import type { RunApi } from '../protocol/runApi.js';
import type { LiveRun } from './liveRun.js';

/** Longest path of a unix socket in bytes, on the strictest system (macOS; Linux has 107). Longer ones are cut silently. */
const MAX_PATH = 103;
/** The control's folder and its name in there: short, for the path has to be. */
const PREFIX = 'mfm-run-';
const SOCKET = 's';

/** The open end of a run's control. */
export interface ControlServer {
  /** The path of its socket or the name of its pipe, for `run.json`. */
  address: string;
  /** Waits until all that watch know of the run's end, and removes the socket. */
  close(): Promise<void>;
}

/**
 * Opens the control of a run: a unix socket in a folder that only this user may enter, or a named pipe with a name that
 * nobody can guess. What a killed process leaves of it answers nobody, and goes when its run is resumed.
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
  };
}

async function newAddress(): Promise<string> {
  if (process.platform === 'win32') return `\\\\.\\pipe\\mfm-${randomUUID()}`;
  const longest = join(tmpdir(), `${PREFIX}XXXXXX`, SOCKET);
  const parent = Buffer.byteLength(longest) <= MAX_PATH ? tmpdir() : '/tmp';
  return join(await mkdtemp(join(parent, PREFIX)), SOCKET);
}

/** Removes what a killed process left of the control of the run in `dir`. */
export async function removeStaleControl(dir: string): Promise<void> {
  const { control, owner } = (await RunFolder.open(dir).readState()) ?? {};
  if (!control || !owner || isAlive(owner)) return;
  // A run.json may come from anywhere: what does not look like a control is left alone.
  if (basename(control) === SOCKET && basename(dirname(control)).startsWith(PREFIX)) await removeAddress(control);
}

/** Removes the socket and its folder, but nothing else that may be in there. */
async function removeAddress(address: string): Promise<void> {
  if (process.platform === 'win32') return;
  await rm(address, { force: true }).catch(() => {});
  await rmdir(dirname(address)).catch(() => {});
}
