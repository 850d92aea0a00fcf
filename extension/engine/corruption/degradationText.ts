import type { BlurKind, DegradationSettings as Data } from '../../protocol/degradation.js';
import type { Task } from '../config/tasks.js';

const kernelNames: Record<BlurKind, string> = {
  iso: 'Gaussian',
  aniso: 'elliptic Gaussian',
  generalized_iso: 'generalised Gaussian',
  generalized_aniso: 'elliptic generalised Gaussian',
  plateau_iso: 'plateau',
  plateau_aniso: 'elliptic plateau',
  sinc: 'sinc',
};

/**
 * What `degrade` does to an image, as a sentence in the order in which it is done: 'Blurred (Gaussian, sigma 5, 13 x 13
 * pixels), made 8 times smaller and back.' Undefined for tasks that leave the pixels alone.
 */
export function degradationText(tasks: readonly Task[], data: Data): string | undefined {
  const parts = [
    tasks.includes('deblur') && `blurred (${blurText(data.BLUR)})`,
    tasks.includes('sr') && `made ${data.SR_FACTOR} times smaller and back`,
    tasks.includes('denoise') && `with noise (${noiseText(data.NOISE)})`,
  ].filter(part => part !== false);
  if (parts.length === 0) return undefined;
  const text = parts.join(', ');
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

function blurText({ KERNEL_LIST, KERNEL_PROB, KERNEL_SIZE, SIGMA_X, SIGMA_Y }: Data['BLUR']): string {
  const kinds = likely(KERNEL_LIST, KERNEL_PROB);
  const smallest = KERNEL_SIZE.reduce((a, b) => Math.min(a, b));
  const largest = KERNEL_SIZE.reduce((a, b) => Math.max(a, b));
  const isElliptic = kinds.some(kind => kind.endsWith('aniso'));
  const sigma: [number, number] = isElliptic
    ? [Math.min(SIGMA_X[0], SIGMA_Y[0]), Math.max(SIGMA_X[1], SIGMA_Y[1])]
    : SIGMA_X;
  return [
    kinds.length > 2 ? `${kinds.length} kinds of kernels` : kinds.map(kind => kernelNames[kind]).join(' or '),
    // A sinc kernel has a cut-off instead.
    kinds.some(kind => kind !== 'sinc') && `sigma ${range(sigma)}`,
    smallest === largest ? `${smallest} x ${smallest} pixels` : `${smallest} to ${largest} pixels wide`,
  ]
    .filter(part => part !== false)
    .join(', ');
}

function noiseText({ TYPE, PROB, GAUSSIAN_SIGMA, POISSON_SCALE }: Data['NOISE']): string {
  const named = {
    gaussian: `Gaussian, sigma ${range(GAUSSIAN_SIGMA)} of 255`,
    poisson: `Poisson, scale ${range(POISSON_SCALE)}`,
  };
  return likely(TYPE, PROB)
    .map(kind => named[kind])
    .join(' or ');
}

function likely<K>(kinds: readonly K[], probabilities: readonly number[]): K[] {
  return kinds.filter((_, i) => probabilities[i] !== 0);
}

function range([low, high]: readonly [number, number]): string {
  const [from, to] = [low, high].map(value => Number(value.toPrecision(3)));
  return from === to ? String(from) : `${from} to ${to}`;
}
