import { realSpectra } from '../../../extension/engine/frequency/fft.js';
import { radialProfile } from '../../../extension/engine/inspect/spectrum/radialProfile.js';

/** A picture with every byte different enough to be told apart: `[side, side, 3]`. */
export function picture(side: number): Uint8Array {
  const rgb = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      rgb.set([x % 256, y % 256, (x * 7 + y * 13) % 256], 3 * (y * side + x));
    }
  }
  return rgb;
}

/** A scene of waves and an edge, `[side, side]` in [0, 1]. */
export function scene(side: number): Float32Array {
  return Float32Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [i % side, Math.floor(i / side)];
    const waves =
      0.2 * Math.sin((2 * Math.PI * 24 * x) / side) + 0.1 * Math.sin((2 * Math.PI * (40 * y + 9 * x)) / side);
    return Math.min(1, Math.max(0, 0.4 + waves + (x + 2 * y > 1.4 * side ? 0.3 : 0)));
  });
}

/** The shifted log-magnitude of a plane, and its mean power by radius. */
export function spectrumOf(plane: Float32Array, side: number) {
  const { re, im } = realSpectra(plane, side, side);
  const power = new Float64Array(side * side);
  const half = Math.floor(side / 2);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const from = ((y + side - half) % side) * side + ((x + side - half) % side);
      power[y * side + x] = re[from]! ** 2 + im[from]! ** 2;
    }
  }
  return {
    logMagnitude: Float32Array.from(power, value => Math.log1p(Math.sqrt(value))),
    profile: radialProfile(power, side, side).map(band => band.meanPower),
  };
}

/** A loss that falls, with noise, a peak and a hole in it. */
export function loss(steps: number, seed: number): Float64Array {
  let state = seed;
  const noise = () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return state / 2 ** 32 - 0.5;
  };
  const y = Float64Array.from(
    { length: steps },
    (_, i) => 0.4 + (0.6 + 0.05 * seed) / (1 + (8 * i) / steps) + 0.1 * noise(),
  );
  y[Math.floor(steps / 3)] = 2;
  y.fill(Number.NaN, Math.floor(0.6 * steps), Math.floor(0.62 * steps));
  return y;
}
