import { constants, existsSync } from 'node:fs';
import { copyFile, link, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type GenericSchema, object, string } from 'valibot';
import { UserError } from '../errors.js';
import { parseJsonAs } from '../files/boundedJson.js';
import { codeOf, WriteError } from '../files/fileProblem.js';
import { readText } from '../files/regularFile.js';
import type { ProcessIdentity } from './processIdentity.js';
import { isAlive, processIdentity, thisProcess } from './processIdentity.js';

/** A starter that loses a race looks again this often before it gives up. */
const ATTEMPTS = 20;
const PAUSE_MS = 25;
let counter = 0;

interface Owner extends ProcessIdentity {
  /** Tells two locks of one process apart. */
  token: string;
}

const ownerOf: GenericSchema<unknown, Owner> = object({ ...processIdentity.entries, token: string() });
/** Of the text of a lock. */
const MOST_BYTES = 4096;

/**
 * Takes the lock `file`, which says who holds `folder`, and resolves to its release. A lock whose process was killed is
 * taken over; of any number of processes that try so at once, one wins.
 *
 * @throws UserError when a living process holds it, or the file cannot be written
 */
export async function lockFolder(folder: string, file: string): Promise<() => Promise<void>> {
  const token = `${process.pid}-${counter++}-${Math.floor(performance.timeOrigin)}`;
  const claim = `${file}.${token}`;
  const owner: Owner = { ...thisProcess(), token };
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(claim, JSON.stringify(owner), { flag: 'wx' });
    await place(folder, file, claim);
  } catch (error) {
    throw error instanceof UserError ? error : new WriteError(file, error);
  } finally {
    await rm(claim, { force: true }).catch(() => undefined);
  }
  return async () => {
    if ((await readOwner(file))?.token === token) await rm(file, { force: true });
  };
}

/** Removes what killed starters left beside the lock `file`, of those that took it and of those that lost. */
export async function removeDeadClaims(file: string): Promise<void> {
  for (const name of await readdir(dirname(file))) {
    const pid = name.startsWith(basename(file)) ? /\.(\d+)-\d+-\d+$/.exec(name)?.[1] : undefined;
    if (!pid) continue;
    const claim = join(dirname(file), name);
    // One that was cut short still has the process in its name.
    const owner = (await readOwner(claim)) ?? { pid: Number(pid), host: thisProcess().host, started: '' };
    if (!isAlive(owner)) await rm(claim, { force: true });
  }
}

/** Puts the complete `claim` in the place of `file`: where there is none, or where its owner is dead. */
async function place(folder: string, file: string, claim: string): Promise<void> {
  let owner: Owner | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await createFrom(claim, file)) return;
    owner = await readOwner(file);
    if (owner && isAlive(owner)) throw inUse(folder, file, owner);
    // A lock without an owner is being made or removed just now; one that stays so was cut short by a power failure.
    const abandoned = owner !== undefined || attempt === ATTEMPTS - 1;
    if (abandoned && (await takeOver(folder, file, claim))) return;
    await sleep(PAUSE_MS * Math.random() * 2);
  }
  throw inUse(folder, file, owner);
}

/**
 * Replaces a dead owner's lock. Two starters that both saw it dead must not both replace it (the second would replace
 * the first's), so this is done under a lock of its own, and after a second look.
 */
async function takeOver(folder: string, file: string, claim: string): Promise<boolean> {
  let release: () => Promise<void>;
  try {
    release = await lockFolder(folder, `${file}-takeover`);
  } catch (error) {
    if (error instanceof WriteError) throw error;
    return false;
  }
  try {
    const owner = await readOwner(file);
    // A lock that is gone may be made anew at any moment, and not by us alone: that is for `createFrom` to decide.
    if (owner ? isAlive(owner) : !existsSync(file)) return false;
    await rename(claim, file);
    return true;
  } finally {
    await release();
  }
}

/** Creates `file` with the content of `claim` in one step; false when it exists. */
async function createFrom(claim: string, file: string): Promise<boolean> {
  try {
    await link(claim, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
  }
  // Some file systems (exFAT, some network shares) have no links: an exclusive copy is the next best.
  try {
    await copyFile(claim, file, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined for a lock that says nothing: one that is gone, cut short, or no file. */
async function readOwner(file: string): Promise<Owner | undefined> {
  const text = await readText(file, MOST_BYTES).catch(() => '');
  return parseJsonAs(ownerOf, text, { depth: 1, values: 16 });
}

function inUse(folder: string, file: string, owner: Owner | undefined): UserError {
  const here = !owner || owner.host === thisProcess().host;
  const who = owner ? `process ${owner.pid}${here ? '' : ` on ${owner.host}`}` : 'another process';
  const otherwise = here ? '' : ` (if it no longer runs, delete ${file})`;
  return new UserError(`${folder} is in use by ${who}: stop it${otherwise} or choose another output folder.`);
}
