import { spawnSync } from 'node:child_process';

/** Bytes in use on the first GPU, by all processes. What TensorFlow and PyTorch have taken they keep until they end. */
export function usedOnGpu(): number {
  const query = ['--query-gpu=memory.used', '--format=csv,noheader,nounits', '-i', '0'];
  return Number(spawnSync('nvidia-smi', query, { encoding: 'utf8' }).stdout.trim()) * 2 ** 20;
}
