import { existsSync, readFileSync } from 'node:fs';

/** The project's version, from its package.json: the nearest one above this file, transpiled or bundled. */
export function version(): string {
  let file = new URL('package.json', import.meta.url);
  while (!existsSync(file)) file = new URL('../package.json', file);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
