import type { Planes } from './planes.js';

/**
 * Planes with a trail in one direction: each pixel becomes a mean of itself and the 2 radius pixels that follow it there, the
 * farther the less, by half a Gaussian. Pixels beyond a border are those at the border.
 *
 * @param radius in pixels
 * @param sigma in pixels
 * @param angle in radians, from the rows downwards
 */
export function motionBlurred({ width, height, values }: Planes, radius: number, sigma: number, angle: number): Planes {
  const weights = trail(radius, sigma);
  const dx = weights.map((_, i) => Math.round(i * Math.cos(angle)));
  const dy = weights.map((_, i) => Math.round(i * Math.sin(angle)));
  const plane = width * height;
  const result = new Float32Array(values.length);
  for (let to = 0; to < values.length; to++) {
    const from = to - (to % plane);
    const [x, y] = [to % width, Math.floor((to - from) / width)];
    let sum = 0;
    for (let i = 0; i < weights.length; i++) {
      const column = Math.min(Math.max(x + dx[i]!, 0), width - 1);
      const row = Math.min(Math.max(y + dy[i]!, 0), height - 1);
      sum += weights[i]! * values[from + row * width + column]!;
    }
    result[to] = sum;
  }
  return { width, height, values: result };
}

/** Half a Gaussian over 2 radius + 1 pixels; its weights sum to 1. */
export function trail(radius: number, sigma: number): number[] {
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * (i / sigma) ** 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map(weight => weight / sum);
}
