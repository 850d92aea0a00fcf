import { spawn } from 'node:child_process';
import { UserError } from '../../engine/errors.js';

/** How to call pip: a program and its first arguments. */
export type Pip = readonly [program: string, ...first: string[]];

/** uv has no download command of its own, but runs pip. */
const CANDIDATES: readonly Pip[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['pip3'],
  ['pip'],
  ['uv', 'tool', 'run', 'pip'],
];

/**
 * The first pip that answers.
 *
 * @throws UserError saying what to install when there is none
 */
export async function findPip(signal?: AbortSignal): Promise<Pip> {
  for (const candidate of CANDIDATES) {
    const { code } = await runPip(candidate, ['--version'], { signal });
    if (code === 0) return candidate;
  }
  throw new UserError(
    'Downloading TensorFlow needs pip or uv, and neither was found: install Python 3 with pip (Debian and Ubuntu: ' +
      'apt install python3-pip) or uv, or name a wheel that is already there with --wheel.',
  );
}

export interface PipResult {
  /** -1 when the program could not be started. */
  code: number;
  output: string;
}

/**
 * Runs pip with the user's own settings. When `signal` aborts, pip and whatever it started are ended, and the promise
 * rejects after they are gone.
 */
export async function runPip(
  [program, ...first]: Pip,
  args: readonly string[],
  { signal, env }: { signal?: AbortSignal; env?: NodeJS.ProcessEnv } = {},
): Promise<PipResult> {
  signal?.throwIfAborted();
  // A process group of its own, so that pip's children end with it.
  const child = spawn(program, [...first, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: pipEnvironment(env),
  });
  const end = () => {
    try {
      if (child.pid) process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has ended already.
    }
  };
  signal?.addEventListener('abort', end);
  process.on('exit', end);
  let output = '';
  child.stdout.on('data', data => (output += data));
  child.stderr.on('data', data => (output += data));
  const code = await new Promise<number>(resolve => {
    child.on('error', () => resolve(-1));
    child.on('close', status => resolve(status ?? -1));
  });
  signal?.removeEventListener('abort', end);
  process.off('exit', end);
  signal?.throwIfAborted();
  return { code, output };
}

/** What pip says last about its failure, without its decoration; without a network that is not the whole story. */
export function lastError(output: string): string {
  if (/connection broken by/i.test(output)) return 'the package index could not be reached';
  const lines = output.split('\n').map(line => line.trim());
  const error = lines.findLast(line => /^(error|.*Error):/i.test(line)) ?? lines.findLast(line => line !== '');
  return (error ?? 'it printed nothing').replace(/^error:\s*/i, '').replace(/[.;]$/, '');
}

/** An index that only uv was told about holds for the pip that uv runs, too. */
function pipEnvironment(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { PIP_INDEX_URL: pip, UV_DEFAULT_INDEX: uv, UV_INDEX_URL: formerUv } = process.env;
  const index = pip ?? uv ?? formerUv;
  return { ...process.env, ...(index && { PIP_INDEX_URL: index }), PIP_DISABLE_PIP_VERSION_CHECK: '1', ...env };
}
