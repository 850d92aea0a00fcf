import { mkdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, WriteError } from '../../engine/checkpoint/fileProblem.js';
import { UserError } from '../../engine/errors.js';
import { lockFolder } from '../../engine/runs/folderLock.js';
import { installationFolder, librariesFolder } from './cacheFolder.js';
import { cudaRequirements, isCudaFile } from './cuda.js';
import { downloadWheels } from './download.js';
import { installed, rememberedFile } from './find.js';
import type { Manifest } from './manifest.js';
import { writeManifest } from './manifest.js';
import type { ProgressListener } from './progress.js';
import type { Flavour } from './release.js';
import { KNOWN_WHEELS, LIBRARIES, LIBRARY, NEEDED_BYTES, PACKAGES, unsupportedPlatform, VERSION } from './release.js';
import { readMetadata, sha256OfFile, unpackWheel, wheelIdentity } from './wheel.js';

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
  version: string;
  flavour: Flavour;
}

/** How often a process looks whether another one has finished. */
const WAIT_MS = 500;

/**
 * Puts libtensorflow, taken from the official wheel, into this user's cache, once: later calls return at once, and a
 * second process waits for the first. Until it is complete it has another name, so no half of it is ever used.
 *
 * @throws UserError for an unsupported machine, no pip, a failed download, a wheel that is not the expected one, too
 *   little room on the disk
 */
export async function installTensorflow(options: InstallOptions = {}): Promise<Installation> {
  const flavour: Flavour = options.gpu ? 'gpu' : 'cpu';
  const known = usable(flavour);
  if (known) return known;
  const unsupported = unsupportedPlatform();
  if (unsupported) throw new UserError(`${unsupported}: the wasm backend does the same work there, more slowly.`);
  const unlock = await lockWhenFree(options);
  try {
    return usable(flavour) ?? (await install(flavour, options));
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

/** An intact installation that serves: the GPU flavour computes on CPUs, too. */
function usable(wanted: Flavour): Installation | undefined {
  const flavour = installed('gpu') ? 'gpu' : wanted;
  const manifest = installed(flavour);
  return manifest && { library: join(installationFolder(flavour), LIBRARY), version: manifest.version, flavour };
}

async function install(flavour: Flavour, options: InstallOptions): Promise<Installation> {
  const work = join(librariesFolder(), '.unfinished');
  // What a killed process left; we hold the lock.
  await rm(work, { recursive: true, force: true });
  try {
    await checkRoom(flavour);
    const content = join(work, 'content');
    await mkdir(content, { recursive: true });
    const wheel = await obtainWheel(flavour, join(work, 'tensorflow'), options);
    const manifest: Manifest = { version: VERSION, flavour, wheels: [], files: [] };
    await addWheel(manifest, wheel, content, path => LIBRARIES.includes(path), options);
    if (flavour === 'gpu') {
      const requirements = cudaRequirements(await readMetadata(wheel));
      const wheels = await downloadWheels(requirements, join(work, 'cuda'), options);
      for (const cuda of wheels) await addWheel(manifest, cuda, content, isCudaFile, options);
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

/** The wheel that the user named, or a download. */
async function obtainWheel(flavour: Flavour, folder: string, options: InstallOptions): Promise<string> {
  const requirement = `${PACKAGES[flavour]}==${VERSION}`;
  const named = options.wheel ?? process.env['MFM_TENSORFLOW_WHEEL'];
  if (!named) {
    const total = Object.entries(KNOWN_WHEELS).find(([name]) => wheelIdentity(name)?.name === PACKAGES[flavour])?.[1]
      .bytes;
    return (await downloadWheels([requirement], folder, { ...options, total }))[0]!;
  }
  const wheel = resolve(named);
  if (!(await stat(wheel).catch(() => undefined))?.isFile()) {
    throw new UserError(`The wheel ${wheel} is not there: check --wheel or MFM_TENSORFLOW_WHEEL.`);
  }
  const identity = wheelIdentity(wheel);
  if (identity?.name !== PACKAGES[flavour] || identity.version !== VERSION) {
    throw new UserError(`${wheel} is not a wheel of ${requirement}: download that one, or leave --wheel out.`);
  }
  return wheel;
}

/**
 * Unpacks a wheel after holding it against the pinned sha256. A wheel without a pin (NVIDIA's, the GPU flavour, one
 * that the user named for another Python) is vouched for by the index that pip got it from, or by the user; its
 * sha256 is recorded.
 */
async function addWheel(
  manifest: Manifest,
  wheel: string,
  content: string,
  wanted: (path: string) => boolean,
  options: InstallOptions,
): Promise<void> {
  const name = basename(wheel);
  const sha256 = await sha256OfFile(wheel, options);
  const expected = KNOWN_WHEELS[name]?.sha256 ?? sha256;
  if (sha256 !== expected) {
    throw new UserError(
      `${name} was refused, because its sha256 is ${sha256} and not ${expected}: it was damaged or changed on its way; ` +
        'check where your pip downloads from.',
    );
  }
  manifest.wheels.push({ name, sha256 });
  manifest.files.push(...(await unpackWheel(wheel, content, wanted, options)));
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
