import { once } from 'node:events';
import { lstat, mkdtemp, readdir, rm, rmdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { codeOf } from '../engine/files/fileProblem.js';
import { hasEnded, isAlive, nameOf, thisProcess } from '../engine/runs/processIdentity.js';
import { RunFolder } from '../engine/runs/runFolder.js';

/** Longest path of a unix socket in bytes, on the strictest system (macOS; Linux has 107). Longer ones are cut silently. */
const MAX_PATH = 103;
/** A control's folder and its name in there: short, for the path has to be. */
const PREFIX = 'mfm-run-';
const SOCKET = 's';

/** What a connection fails with where nobody listens. */
const DEAD = new Set(['ECONNREFUSED', 'ENOENT']);

/**
 * Makes a folder for the control of a run that only this user may enter, and resolves to the path of its socket. The
 * folder's name says whose it is from the moment it exists, so that those of killed processes can be removed; that is done here.
 */
export async function newControlFolder(): Promise<string> {
  const start = `${PREFIX}${nameOf(thisProcess())}-`;
  const longest = join(tmpdir(), `${start}XXXXXX`, SOCKET);
  const parent = Buffer.byteLength(longest) <= MAX_PATH ? tmpdir() : '/tmp';
  await removeDeadControls(parent);
  return join(await mkdtemp(join(parent, start)), SOCKET);
}

/** Removes what a killed process left of the control of the run in `dir`, wherever it was. */
export async function removeStaleControl(dir: string): Promise<void> {
  const { control, owner } = (await RunFolder.open(dir).readState()) ?? {};
  if (!control || !owner || isAlive(owner)) return;
  // A run.json may come from anywhere: what does not look like a control is left alone.
  const folder = dirname(control);
  if (basename(control) === SOCKET && basename(folder).startsWith(PREFIX)) await removeDeadControl(folder);
}

/** Removes the socket and its folder, but nothing else that may be in there. */
export async function removeControlFolder(address: string): Promise<void> {
  await rm(address, { force: true }).catch(() => {});
  await rmdir(dirname(address)).catch(() => {});
}

async function removeDeadControls(parent: string): Promise<void> {
  const names = await readdir(parent).catch((): string[] => []);
  const dead = names.filter(name => name.startsWith(PREFIX) && hasEnded(name.slice(PREFIX.length)));
  await Promise.all(dead.map(name => removeDeadControl(join(parent, name))));
}

/** Of this user alone, and where nobody answers: a process that looks dead may live where its number means nothing here. */
async function removeDeadControl(folder: string): Promise<void> {
  const info = await lstat(folder).catch(() => undefined);
  if (!info?.isDirectory() || info.uid !== process.getuid?.()) return;
  const address = join(folder, SOCKET);
  const socket = await lstat(address).catch(() => undefined);
  if (socket && !(socket.isSocket() && (await isUnanswered(address)))) return;
  await removeControlFolder(address);
}

async function isUnanswered(address: string): Promise<boolean> {
  const socket = connect(address);
  try {
    await once(socket, 'connect');
    return false;
  } catch (error) {
    return DEAD.has(codeOf(error) ?? '');
  } finally {
    socket.destroy();
  }
}
