import { existsSync, readFileSync } from 'node:fs';

/** Read once: an update may remove the program's folder while a run of it goes on. */
const current = readVersion();

/** The project's version, from its package.json: the nearest one above this file, transpiled or bundled. */
export function version(): string {
  return current;
}

function readVersion(): string {
  const file = nearestManifest(new URL('package.json', import.meta.url));
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function nearestManifest(file: URL): URL {
  if (existsSync(file)) return file;
  const above = new URL('../package.json', file);
  if (above.href === file.href) throw new Error('There is no package.json above the program.');
  return nearestManifest(above);
}
