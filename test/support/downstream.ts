import { readFileSync } from 'node:fs';
import { root } from './root.js';

const file = process.env['MFM_DOWNSTREAM_GOLDEN'] ?? `${root}test/golden/downstream.json`;

/** Numbers of fine-tuning, augmentation, probes and robustness, made with reference implementations; see test/golden/README.md. */
// biome-ignore lint/suspicious/noExplicitAny: its shape is whatever the file holds; a wrong path fails the test at once
export const downstream: any = JSON.parse(readFileSync(file, 'utf8'));
