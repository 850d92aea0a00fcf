import { closeSync, openSync } from 'node:fs';
import koffi from 'koffi';

/**
 * Runs `work` with the process's stderr closed to everybody, C libraries included. TensorFlow writes a few lines as it is
 * loaded, before it looks at `TF_CPP_MIN_LOG_LEVEL`; whoever has set that variable wants to read, and reads them.
 */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  if (process.platform !== 'linux' || process.env['TF_CPP_MIN_LOG_LEVEL'] !== undefined) return work();
  const c = koffi.load(null);
  const dup = c.func('int dup(int fd)');
  const dup2 = c.func('int dup2(int from, int to)');
  const stderr: number = dup(2);
  const nothing = openSync('/dev/null', 'w');
  dup2(nothing, 2);
  closeSync(nothing);
  try {
    return await work();
  } finally {
    dup2(stderr, 2);
    closeSync(stderr);
  }
}
