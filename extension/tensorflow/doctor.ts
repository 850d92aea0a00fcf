import { readdir, stat } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { version_wasm } from '@tensorflow/tfjs-backend-wasm';
import sharp from 'sharp';
import { machineMemory } from '../engine/runtime/machineMemory.js';
import type { HalfPrecision } from '../engine/runtime/runtime.js';
import { cacheFolder } from './install/cacheFolder.js';
import type { BackendChoice, ConsideredBackend } from './select.js';
import { chooseBackend } from './select.js';

/** What this machine offers to a run. */
export interface DoctorReport {
  node: string;
  /** 'linux x64'. */
  platform: string;
  processor: string;
  cores: number;
  /** Bytes. */
  memory: number;
  /** Best first. */
  backends: (ConsideredBackend & { chosen: boolean })[];
  /** In what AMP_OPT_LEVEL: O1 would compute, and why. */
  halfPrecision: HalfPrecision;
  cache: { folder: string; bytes: number };
  /** Versions of the image decoders by name. */
  decoders: Record<string, string>;
}

/** Looks at the machine. `choice`: the backend of this process; by default the best one is started, to tell that it runs. */
export async function doctor(choice?: BackendChoice): Promise<DoctorReport> {
  const { runtime, considered } = choice ?? (await chooseBackend('auto'));
  const backends = considered.map(backend => ({ ...backend, chosen: backend.name === runtime.name }));
  if (runtime.name === 'tensorflow') {
    const reason = 'it always runs, but TensorFlow is faster';
    backends.push({ name: 'wasm', ok: true, version: version_wasm, reason, chosen: false });
  }
  const folder = cacheFolder();
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory: machineMemory(),
    backends,
    halfPrecision: runtime.half,
    cache: { folder, bytes: await bytesBelow(folder) },
    decoders: decoderVersions(),
  };
}

function decoderVersions(): Record<string, string> {
  const versions: Record<string, string | undefined> = { ...sharp.versions };
  const names = ['sharp', 'vips', 'mozjpeg', 'png', 'webp', 'exif'];
  return Object.fromEntries(names.flatMap(name => (versions[name] ? [[name, versions[name]]] : [])));
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter(entry => entry.isFile());
  const sizes = files.map(async entry => (await stat(join(entry.parentPath ?? entry.path, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
