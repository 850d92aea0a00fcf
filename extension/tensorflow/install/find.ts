import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installationFolder, librariesFolder } from './cacheFolder.js';
import { type Manifest, readManifest } from './manifest.js';
import { type Flavour, LIBRARY, unsupportedPlatform } from './release.js';

export interface FoundLibrary {
  /** Path of libtensorflow_cc. */
  library: string;
  /** For people: where the choice came from. */
  source: 'MFM_LIBTENSORFLOW' | 'mfm setup --library' | 'mfm setup';
  /** Of what this program installed; unknown for a library that the user named. */
  flavour?: Flavour;
  version?: string;
}

/**
 * The libtensorflow to load: the one named in `MFM_LIBTENSORFLOW`, else the one named to `mfm setup --library`, else
 * the installed one, GPU flavour first (it runs on CPUs too). Reads a file or two and starts nothing.
 */
export function findLibrary(): FoundLibrary | { missing: string } {
  const environment = process.env['MFM_LIBTENSORFLOW'];
  if (environment) return named(environment, 'MFM_LIBTENSORFLOW');
  const remembered = rememberedLibrary();
  if (remembered) return named(remembered, 'mfm setup --library');
  for (const flavour of ['gpu', 'cpu'] as const) {
    const manifest = installed(flavour);
    if (manifest) {
      const library = join(installationFolder(flavour), LIBRARY);
      return { library, source: 'mfm setup', flavour, version: manifest.version };
    }
    if (existsSync(installationFolder(flavour))) {
      return {
        missing: `the libtensorflow in ${installationFolder(flavour)} is damaged; run mfm setup to install it anew`,
      };
    }
  }
  return { missing: unsupportedPlatform() ?? 'libtensorflow is not installed; run mfm setup' };
}

/** The manifest of an intact installation. */
export function installed(flavour: Flavour): Manifest | undefined {
  return readManifest(installationFolder(flavour));
}

/** Where `mfm setup --library` leaves the path it was given. */
export function rememberedFile(): string {
  return join(librariesFolder(), 'chosen.txt');
}

function rememberedLibrary(): string | undefined {
  try {
    return readFileSync(rememberedFile(), 'utf8').trim();
  } catch {
    return undefined;
  }
}

function named(library: string, source: FoundLibrary['source']): FoundLibrary | { missing: string } {
  const problem = problemOf(library);
  return problem ? { missing: `the library that ${source} names, ${library}, ${problem}` } : { library, source };
}

function problemOf(library: string): string | undefined {
  if (!statSync(library, { throwIfNoEntry: false })?.isFile()) return 'is not there';
  return process.platform === 'linux' ? elfProblem(library) : undefined;
}

/**
 * Why `file` is no complete ELF library, or `undefined` when it looks like one. The system's loader does not look: it
 * maps a truncated library all the same, and the process dies of SIGBUS at the first missing page.
 */
export function elfProblem(file: string): string | undefined {
  const header = Buffer.alloc(64);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, header, 0, header.length, 0);
    if (header.toString('latin1', 0, 4) !== '\x7fELF') return 'is not a shared library';
    // The table of sections (64-bit layout: offset, size of an entry, entries) is the last thing in the file.
    const end = Number(header.readBigUInt64LE(0x28)) + header.readUInt16LE(0x3a) * header.readUInt16LE(0x3c);
    return fstatSync(descriptor).size < end ? 'is truncated' : undefined;
  } finally {
    closeSync(descriptor);
  }
}
