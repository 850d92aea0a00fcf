import { spawnSync } from 'node:child_process';

/**
 * Bytes in use on the first GPU, by all processes; 0 where there is none. What TensorFlow and PyTorch have taken they keep until
 * they end.
 */
export function usedOnGpu(): number {
  const query = ['--query-gpu=memory.used', '--format=csv,noheader,nounits', '-i', '0'];
  // Null where there is no such program.
  const stdout = spawnSync('nvidia-smi', query, { encoding: 'utf8' }).stdout as string | null;
  return Number(stdout ?? 0) * 2 ** 20;
}
