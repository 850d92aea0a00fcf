import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.js';

const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, string>;

/** The package of this version for this platform, which `npm run package` makes. */
export const vsix = join(root, `dist/${name}-${process.platform}-${process.arch}-${version}.vsix`);
