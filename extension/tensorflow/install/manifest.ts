import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { array, type GenericSchema, number, object, picklist, string } from 'valibot';
import { type JsonLimits, parseJsonAs } from '../../engine/files/boundedJson.js';
import { readTextSync } from '../../engine/files/regularFile.js';
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

const manifest: GenericSchema<unknown, Manifest> = object({
  version: string(),
  flavour: picklist(['cpu', 'gpu']),
  wheels: array(object({ name: string(), sha256: string() })),
  files: array(object({ path: string(), bytes: number(), sha256: string() })),
});

const NAME = 'manifest.json';
/** An installation has some thousand files. */
const MOST_BYTES = 2 ** 23;
const LIMITS: JsonLimits = { depth: 4, values: 2 ** 18 };

export async function writeManifest(folder: string, content: Manifest): Promise<void> {
  await writeFile(join(folder, NAME), `${JSON.stringify(content, null, 2)}\n`);
}

/**
 * The manifest of an installation whose files are all there in their full size, or `undefined`. Sizes only: reading the
 * gigabyte itself at every start would take seconds.
 */
export function readManifest(folder: string): Manifest | undefined {
  try {
    const found = parseJsonAs(manifest, readTextSync(join(folder, NAME), MOST_BYTES), LIMITS);
    const complete = found?.files.every(file => statSync(join(folder, file.path)).size === file.bytes);
    const needed = LIBRARIES.every(path => found?.files.some(file => file.path === path));
    return complete && needed ? found : undefined;
  } catch {
    return undefined;
  }
}
