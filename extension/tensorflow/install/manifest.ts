import { readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Flavour } from './release.js';
import { LIBRARIES } from './release.js';

/** Written last into an installation: without it a folder is no installation. */
export interface Manifest {
  version: string;
  flavour: Flavour;
  /** Where each file came from: wheels by name with their sha256. */
  wheels: { name: string; sha256: string }[];
  /** Paths relative to the installation's folder. */
  files: InstalledFile[];
}

export interface InstalledFile {
  path: string;
  bytes: number;
  sha256: string;
}

const NAME = 'manifest.json';

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeFile(join(folder, NAME), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * The manifest of an installation whose files are all there in their full size, or `undefined`. Sizes only: reading the
 * gigabyte itself at every start would take seconds.
 */
export function readManifest(folder: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, NAME), 'utf8')) as Manifest;
    const complete = manifest.files.every(file => statSync(join(folder, file.path)).size === file.bytes);
    const needed = LIBRARIES.every(path => manifest.files.some(file => file.path === path));
    return complete && needed ? manifest : undefined;
  } catch {
    return undefined;
  }
}
