import { SIZE } from './picture.js';

/** The stand-in's model: its heads look farther the later and the higher they are, and at what is as bright. */
export const model = { imageSize: SIZE, patchSize: 8, layers: 4, heads: 3 };
export const grid = SIZE / model.patchSize;
const tokens = 1 + grid * grid;
export const width = 6;

/** Attention probabilities of every layer, `[heads, tokens, tokens]`. */
export function attentionOf(image: Float32Array): Float32Array[] {
  const brightness = patchMeans(image).map(([red, green, blue]) => (red! + green! + blue!) / 3);
  return Array.from({ length: model.layers }, (_, layer) => {
    const probabilities = new Float32Array(model.heads * tokens * tokens);
    for (let head = 0; head < model.heads; head++) {
      const reach = 0.7 + layer * 0.8 + head * 0.6;
      for (let query = 0; query < tokens; query++) {
        const scores = Array.from({ length: tokens }, (_, key) => score(query - 1, key - 1, reach));
        const sum = scores.reduce((total, value) => total + Math.exp(value), 0);
        const row = (head * tokens + query) * tokens;
        probabilities.set(
          scores.map(value => Math.exp(value) / sum),
          row,
        );
      }
    }
    return probabilities;
  });

  function score(query: number, key: number, reach: number): number {
    if (key < 0) return 0;
    if (query < 0) return 3 * brightness[key]!;
    const [dy, dx] = [Math.floor(query / grid) - Math.floor(key / grid), (query % grid) - (key % grid)];
    return 3 - (dy * dy + dx * dx) / (2 * reach * reach) - 4 * Math.abs(brightness[query]! - brightness[key]!);
  }
}

/** The tokens after every layer, `[tokens, width]`: the patch's colours and place, less of the place in later layers. */
export function tokensOf(image: Float32Array): Float32Array[] {
  const means = patchMeans(image);
  return Array.from({ length: model.layers }, (_, layer) => {
    const place = 1 - layer / model.layers;
    const rows = means.map((mean, patch) => [
      ...mean,
      (place * Math.floor(patch / grid)) / grid,
      (place * (patch % grid)) / grid,
      0.2,
    ]);
    return Float32Array.from([new Array(width).fill(0), ...rows].flat());
  });
}

/** Mean colour of each patch. */
function patchMeans(image: Float32Array): number[][] {
  const { patchSize } = model;
  const means = Array.from({ length: grid * grid }, () => [0, 0, 0]);
  for (let i = 0; i < image.length; i++) {
    const [c, y, x] = [Math.floor(i / (SIZE * SIZE)), Math.floor(i / SIZE) % SIZE, i % SIZE];
    means[Math.floor(y / patchSize) * grid + Math.floor(x / patchSize)]![c]! += image[i]! / patchSize ** 2;
  }
  return means;
}
