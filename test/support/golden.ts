import { readFileSync } from 'node:fs';
import { root } from './root.js';

/** The numbers made with the reference implementation; see test/golden/README.md. */
// biome-ignore lint/suspicious/noExplicitAny: its shape is whatever the file holds; a wrong path fails the test at once
export const golden: any = JSON.parse(readFileSync(`${root}test/golden/golden.json`, 'utf8'));
