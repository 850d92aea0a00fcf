import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './root.js';

export interface TemporaryWorkspace {
  /** A copy of examples/. */
  folder: string;
  /** Around it, for what shall not be in the workspace. */
  parent: string;
  remove(): Promise<void>;
}

/** The example workspace, to train in and to spoil. */
export async function temporaryWorkspace(): Promise<TemporaryWorkspace> {
  const parent = await mkdtemp(join(tmpdir(), 'mfm-workspace-'));
  const folder = join(parent, 'examples');
  await cp(join(root, 'examples'), folder, { recursive: true });
  return { folder, parent, remove: () => rm(parent, { recursive: true, force: true, maxRetries: 5 }) };
}
