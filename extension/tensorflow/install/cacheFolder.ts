import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Flavour } from './release.js';
import { VERSION } from './release.js';

/** What is downloaded once for all projects of this user: `$MFM_CACHE`, `$XDG_CACHE_HOME/mfm` or `~/.cache/mfm`. */
export function cacheFolder(): string {
  const { MFM_CACHE: own, XDG_CACHE_HOME: xdg } = process.env;
  return own || join(xdg || join(homedir(), '.cache'), 'mfm');
}

/** Every installed libtensorflow, the lock and the downloads in progress. */
export function librariesFolder(): string {
  return join(cacheFolder(), 'libtensorflow');
}

export function installationFolder(flavour: Flavour): string {
  return join(librariesFolder(), `${VERSION}-${flavour}`);
}
