import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { RunEvent } from '../../extension/protocol/events.js';
import { root } from '../support/root.js';

const main = fileURLToPath(new URL('../../extension/cli/main.js', import.meta.url));

/** How a command ended, and everything it printed. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** The backends that can run here. */
export const backends: string[] = ['wasm'];
if (existsSync(process.env['MFM_LIBTENSORFLOW'] ?? '')) backends.push('tensorflow');

/** Runs the real command line in a process of its own. */
export async function mfm(...args: string[]): Promise<Ended> {
  return start(...args).ended;
}

/** `mfm` with changes to the environment; undefined takes a variable away. */
mfm.with =
  (env: NodeJS.ProcessEnv) =>
  (...args: string[]): Promise<Ended> =>
    spawnMfm(args, env).ended;

/** Starts it, for tests that do something to it; `onEvent` sees the events of a run with --json. */
export function start(...args: string[]): Started {
  return spawnMfm(args, {});
}

/** Starts it with streams of its own choice; what is not a pipe reads as empty. */
start.with =
  (stdio: StdioOptions) =>
  (...args: string[]): Started =>
    spawnMfm(args, {}, stdio);

interface Started {
  child: ChildProcess;
  ended: Promise<Ended>;
  onEvent: EventWatch;
}

function spawnMfm(args: string[], env: NodeJS.ProcessEnv, stdio: StdioOptions = ['ignore', 'pipe', 'pipe']): Started {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...env },
    stdio,
  });
  let stdout = '';
  let stderr = '';
  let line = '';
  const watchers: ((event: RunEvent) => void)[] = [];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const lines = (line + text).split('\n');
    line = lines.pop()!;
    for (const whole of lines)
      if (watchers.length > 0) for (const watch of watchers) watch(JSON.parse(whole) as RunEvent);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended, onEvent: watch => void watchers.push(watch) };
}

type EventWatch = (watch: (event: RunEvent) => void) => void;

/** A folder that is removed after the test. */
export async function temporaryFolder(t: Pick<TestContext, 'after'>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'mfm cli '));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A folder with a config of a tiny model and 16 photographs: 4 steps an epoch. */
export async function tinyWorkspace(
  t: Pick<TestContext, 'after'>,
  changes = '',
): Promise<{ dir: string; config: string }> {
  const dir = await temporaryFolder(t);
  const source = join(root, 'examples/photos/fish');
  const photos = (await readdir(source)).slice(0, 8);
  for (const photo of photos) {
    await cp(join(source, photo), join(dir, 'photos/a', photo));
    await cp(join(source, photo), join(dir, 'photos/b', photo));
  }
  const config = join(dir, 'tiny.yaml');
  await writeFile(config, tinyConfig + changes);
  return { dir, config };
}

const tinyConfig = `
DATA:
  DATA_PATH: photos
  IMG_SIZE: 32
  BATCH_SIZE: 4
  NUM_WORKERS: 1
  MASK_RADIUS1: 3
MODEL:
  DROP_PATH_RATE: 0.1
  RECOVER_TARGET_TYPE: masked
  VIT: {PATCH_SIZE: 8, EMBED_DIM: 32, DEPTH: 2, NUM_HEADS: 2}
TRAIN:
  EPOCHS: 20
  WARMUP_EPOCHS: 1
  BASE_LR: 3.0e-2
  ACCUMULATION_STEPS: 2
SAMPLES: {COUNT: 2, FREQ: 10}
SAVE_FREQ: 1
PRINT_FREQ: 10
TAG: tiny
`;
