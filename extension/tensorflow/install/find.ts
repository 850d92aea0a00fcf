import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installationFolder, librariesFolder } from './cacheFolder.js';
import { elfProblem } from './elf.js';
import type { Manifest } from './manifest.js';
import { readManifest } from './manifest.js';
import type { Flavour } from './release.js';
import { LIBRARY, unsupportedPlatform } from './release.js';

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
