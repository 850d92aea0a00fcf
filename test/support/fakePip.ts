import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pins } from '../../extension/tensorflow/install/release.js';
import { LIBRARIES } from '../../extension/tensorflow/install/release.js';
import { wheel } from './zip.js';

/**
 * A python3 whose pip saves a small wheel slowly, fails, or hangs, as $FAKE_PIP says. Like the real one it downloads
 * below $TMPDIR and moves the wheel to --dest at the end.
 */
const PYTHON = `#!/bin/sh
echo "$*" >> "$FAKE_LOG"
case "$*" in *--version*) exit 0;; esac
while [ $# -gt 0 ]; do [ "$1" = --dest ] && dest=$2; shift; done
case "$FAKE_PIP" in
  fail) echo "ERROR: No matching distribution found for tensorflow-cpu" >&2; exit 1;;
  hang) head -c 1000 "$FAKE_WHEEL" > "$TMPDIR/part"; sleep 60 & echo $! >> "$FAKE_LOG.pid"; wait; exit 1;;
esac
head -c 1000 "$FAKE_WHEEL" > "$TMPDIR/part"
sleep 0.6
mkdir -p "$dest"
rm "$TMPDIR/part"
cp "$FAKE_WHEEL" "$dest/"
`;

export interface FakePip {
  /** The environment under which an installer meets the fake pip and an empty cache. */
  env: NodeJS.ProcessEnv;
  cache: string;
  /** The wheel that the fake pip saves. */
  wheel: string;
  /** The pins that this wheel fulfils. */
  pins: Pins;
  /** How often `pip download` was called. */
  downloads(): Promise<number>;
  /** Process ids of what a hanging pip started. */
  hanging(): Promise<number[]>;
  remove(): Promise<void>;
}

export const WHEEL = 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl';

export async function fakePip(behaviour: 'good' | 'fail' | 'hang'): Promise<FakePip> {
  const folder = await mkdtemp(join(tmpdir(), 'mfm-install-'));
  const bin = join(folder, 'bin');
  const log = join(folder, 'log');
  const file = join(folder, WHEEL);
  await mkdir(bin);
  await writeFile(join(bin, 'python3'), PYTHON);
  await chmod(join(bin, 'python3'), 0o755);
  const content = wheel({
    ...Object.fromEntries(LIBRARIES.map(path => [path, `library ${path} `.repeat(500)])),
    'tensorflow/big.py': '',
  });
  await writeFile(file, content);
  const lines = async (path: string) => (await readFile(path, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  return {
    env: {
      PATH: `${bin}:/usr/bin:/bin`,
      MFM_CACHE: join(folder, 'cache'),
      FAKE_PIP: behaviour,
      FAKE_WHEEL: file,
      FAKE_LOG: log,
    },
    cache: join(folder, 'cache'),
    wheel: file,
    pins: { [WHEEL]: { sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length } },
    downloads: async () => (await lines(log)).filter(line => line.includes(' download ')).length,
    hanging: async () => (await lines(`${log}.pid`)).map(Number),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
