import { mkdir, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../engine/errors.js';
import { codeOf, WriteError } from '../../engine/files/fileProblem.js';
import { lockFolder } from '../../engine/runs/folderLock.js';
import { installationFolder, librariesFolder } from './cacheFolder.js';
import { cudaRequirements, isCudaFile } from './cuda.js';
import { downloadWheels } from './download.js';
import { findLibrary, installed, rememberedFile } from './find.js';
import type { Manifest } from './manifest.js';
import { writeManifest } from './manifest.js';
import { downloadWheel, namedWheel } from './obtainWheel.js';
import type { ProgressListener } from './progress.js';
import type { Flavour, Pins } from './release.js';
import { KNOWN_WHEELS, LIBRARIES, LIBRARY, NEEDED_BYTES, PACKAGES, unsupportedPlatform, VERSION } from './release.js';
import { readMetadata, sha256OfFile, unpackWheel } from './wheel.js';

export interface InstallOptions {
  /** Install the flavour for NVIDIA GPUs. */
  gpu?: boolean;
  /** A wheel that is already there; `MFM_TENSORFLOW_WHEEL` when left out, a download when that is unset too. */
  wheel?: string;
  onProgress?: ProgressListener;
  /** Ends the set-up; nothing of it stays behind. */
  signal?: AbortSignal;
}

export interface Installation {
  /** Path of libtensorflow_cc. */
  library: string;
  /** Left out, like the flavour, for a library that the user named: it was not looked into. */
  version?: string;
  flavour?: Flavour;
}

const UNFINISHED = '.unfinished-';

/** How often a process looks whether another one has finished. */
const WAIT_MS = 500;

/**
 * Puts libtensorflow, taken from the official wheel, into this user's cache, once: later calls return at once, and a
 * second process waits for the first. Until it is complete it has another name, so no half of it is ever used. A
 * library that the user named is returned as it is, unless `gpu` or `wheel` ask for another.
 *
 * @param pins the wheels that may be downloaded for the CPU flavour, by file name
 * @throws UserError for an unsupported machine, no pip, a failed download, a wheel that is not the expected one, too
 *   little room on the disk; the reason of `signal` when that aborts
 */
export async function installTensorflow(options: InstallOptions = {}, pins = KNOWN_WHEELS): Promise<Installation> {
  const flavour: Flavour = options.gpu ? 'gpu' : 'cpu';
  const found = findLibrary();
  const asked = options.gpu || options.wheel !== undefined;
  if ('library' in found && !asked) return found;
  const known = usable(flavour);
  if (known) return forgetting(known);
  const unsupported = unsupportedPlatform();
  if (unsupported) throw new UserError(`${unsupported}: the wasm backend does the same work there, more slowly.`);
  const unlock = await lockWhenFree(options);
  try {
    return forgetting(usable(flavour) ?? (await install(flavour, options, pins)));
  } catch (error) {
    throw codeOf(error) === 'ENOSPC' ? new WriteError(librariesFolder(), error) : error;
  } finally {
    await unlock();
  }
}

/** Makes a libtensorflow that is already there the one to use, without copying it. */
export async function rememberLibrary(library: string): Promise<string> {
  const path = resolve(library);
  if (!(await stat(path).catch(() => undefined))?.isFile()) {
    throw new UserError(`${path} is not a file: name the libtensorflow_cc library itself.`);
  }
  await mkdir(librariesFolder(), { recursive: true });
  await writeFile(rememberedFile(), `${path}\n`);
  return path;
}

/** What was asked for now takes the place of a library named earlier. */
async function forgetting(chosen: Installation): Promise<Installation> {
  await rm(rememberedFile(), { force: true });
  return chosen;
}

/** An intact installation that serves: the GPU flavour computes on CPUs, too. */
function usable(wanted: Flavour): Installation | undefined {
  const flavour = installed('gpu') ? 'gpu' : wanted;
  const manifest = installed(flavour);
  return manifest && { library: join(installationFolder(flavour), LIBRARY), version: manifest.version, flavour };
}

async function install(flavour: Flavour, options: InstallOptions, pins: Pins): Promise<Installation> {
  await clearUnfinished();
  // A name of its own: the pip of a killed process may still be writing.
  const work = join(librariesFolder(), `${UNFINISHED}${process.pid}`);
  try {
    await checkRoom(flavour);
    const content = join(work, 'content');
    await mkdir(content, { recursive: true });
    const wheel =
      namedWheel(flavour, options.wheel) ?? (await downloadWheel(flavour, join(work, 'tensorflow'), options, pins));
    const manifest: Manifest = { version: VERSION, flavour, wheels: [], files: [] };
    await addWheel(manifest, wheel, content, path => LIBRARIES.includes(path), options, pins);
    if (flavour === 'gpu') {
      const requirements = cudaRequirements(await readMetadata(wheel));
      const wheels = await downloadWheels(requirements, join(work, 'cuda'), options);
      for (const cuda of wheels) await addWheel(manifest, cuda, content, isCudaFile, options, pins);
    }
    if (manifest.files.filter(file => LIBRARIES.includes(file.path)).length < LIBRARIES.length) {
      throw new UserError(
        `${wheel} holds no ${basename(LIBRARY)}: name the Linux wheel of ${PACKAGES[flavour]} ${VERSION}.`,
      );
    }
    await writeManifest(content, manifest);
    options.signal?.throwIfAborted();
    const folder = installationFolder(flavour);
    await rm(folder, { recursive: true, force: true });
    await rename(content, folder);
    return { library: join(folder, LIBRARY), version: VERSION, flavour };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Unpacks a wheel after holding it against its pinned sha256. A wheel without a pin (the GPU flavour and NVIDIA's, which
 * were not tried; one that the user named for another Python) is vouched for by the index that pip got it from, or by
 * the user; its sha256 is recorded.
 */
async function addWheel(
  manifest: Manifest,
  wheel: string,
  content: string,
  wanted: (path: string) => boolean,
  options: InstallOptions,
  pins: Pins,
): Promise<void> {
  const name = basename(wheel);
  const sha256 = await sha256OfFile(wheel, options);
  const expected = pins[name]?.sha256 ?? sha256;
  if (sha256 !== expected) {
    throw new UserError(
      `${name} was refused, because its sha256 is ${sha256} and not ${expected}: it was damaged or changed on its way; ` +
        'check where your pip downloads from.',
    );
  }
  manifest.wheels.push({ name, sha256 });
  manifest.files.push(...(await unpackWheel(wheel, content, wanted, options)));
}

/** Removes what killed processes left. We hold the lock, so none of it is in use. */
async function clearUnfinished(): Promise<void> {
  const names = await readdir(librariesFolder());
  for (const name of names.filter(name => name.startsWith(UNFINISHED))) {
    await rm(join(librariesFolder(), name), { recursive: true, force: true });
  }
}

async function checkRoom(flavour: Flavour): Promise<void> {
  const { bavail, bsize } = await statfs(librariesFolder());
  const free = bavail * bsize;
  if (free >= NEEDED_BYTES[flavour]) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new UserError(
    `Installing TensorFlow needs ${gigabytes(NEEDED_BYTES[flavour])} in ${librariesFolder()} and ${gigabytes(free)} are ` +
      'free: free some space, or set MFM_CACHE to a folder on another disk.',
  );
}

async function lockWhenFree({ onProgress, signal }: InstallOptions): Promise<() => Promise<void>> {
  const file = join(librariesFolder(), 'lock.json');
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await lockFolder(dirname(file), file);
    } catch (error) {
      if (error instanceof WriteError || !(error instanceof UserError)) throw error;
      onProgress?.({ phase: 'wait', done: 0 });
      await sleep(WAIT_MS, undefined, { signal });
    }
  }
}
