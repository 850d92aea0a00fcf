import type { Random } from '../../random.js';

/**
 * A plasma fractal (Fournier, Fussell and Carpenter 1982): midpoints of the squares and diamonds of a grid, which halves until it
 * is one of pixels, are the means of their four neighbours and something drawn. It goes on at its opposite side.
 *
 * @param decay whose square the range of what is drawn is divided by at each halving
 * @returns `[height, width]` in [0, 1], both of which occur in the square that it is cut from
 */
export function plasma(width: number, height: number, decay: number, random: Random): Float32Array {
  const size = 2 ** Math.ceil(Math.log2(Math.max(width, height, 2)));
  const map = new Float64Array(size * size);
  const get = (x: number, y: number) => map[((y + size) % size) * size + ((x + size) % size)]!;
  let range = 1;
  for (let step = size; step >= 2; step /= 2, range /= decay ** 2) {
    const half = step / 2;
    const draw = () => random.uniform(-range, range);
    for (let y = 0; y < size; y += step) {
      for (let x = 0; x < size; x += step) {
        const corners = get(x, y) + get(x + step, y) + get(x, y + step) + get(x + step, y + step);
        map[(y + half) * size + x + half] = corners / 4 + draw();
      }
    }
    for (let y = 0; y < size; y += half) {
      for (let x = (y + half) % step; x < size; x += step) {
        const sides = get(x - half, y) + get(x + half, y) + get(x, y - half) + get(x, y + half);
        map[y * size + x] = sides / 4 + draw();
      }
    }
  }
  return cutOut(map, size, width, height);
}

function cutOut(map: Float64Array, size: number, width: number, height: number): Float32Array {
  const low = map.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = map.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return Float32Array.from({ length: width * height }, (_, i) => {
    const value = map[Math.floor(i / width) * size + (i % width)]!;
    return (value - low) / (high - low);
  });
}
