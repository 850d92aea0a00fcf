import { attendingTokens, tokenCount } from '../../../extension/engine/inspect/attention/windows.js';
import type { LayerIntermediates } from '../../../extension/engine/inspect/layerIntermediates.js';
import type { LookLayer, LookModel } from '../../../extension/protocol/lookApi.js';
import { SIZE } from './picture.js';

type StandIn = Omit<LayerIntermediates, 'tokens' | 'probabilities'>;

/** The families whose pages differ, each as a small network that can be followed by eye. */
export type Family = 'vit' | 'swin' | 'resnet';

const width = 6;
const layers: Record<Family, StandIn[]> = {
  vit: Array.from({ length: 4 }, (_, i) => layer(`blocks.${i}`, 8, { heads: 3 }, true)),
  swin: [
    layer('layers.0.blocks.0', 16, { heads: 2, window: { size: 4, shift: 0 } }),
    layer('layers.0.blocks.1', 16, { heads: 2, window: { size: 4, shift: 2 } }),
    layer('layers.1.blocks.0', 8, { heads: 4, window: { size: 4, shift: 0 } }),
    layer('layers.1.blocks.1', 8, { heads: 4, window: { size: 4, shift: 2 } }),
    layer('layers.2.blocks.0', 4, { heads: 8, window: { size: 4, shift: 0 } }),
  ],
  resnet: [layer('layer1.0', 16), layer('layer2.0', 8), layer('layer2.1', 8), layer('layer3.0', 4)],
};
const names: Record<Family, string> = {
  vit: 'ViT 4 x 6, patch 8',
  swin: 'Swin 2-2-1 x 6, patch 4, window 4',
  resnet: 'ResNet-18',
};

function layer(name: string, side: number, attention?: StandIn['attention'], classToken = false): StandIn {
  return { name, grid: [side, side], width, attention, classToken };
}

/** What the engine would say of it. */
export function modelOf(family: Family): LookModel {
  const described = layers[family].map(
    ({ name, grid, attention }): LookLayer => ({
      name,
      grid,
      heads: attention?.heads,
      window: attention?.window?.size,
    }),
  );
  const grid = described[0]!.grid;
  return {
    ...{ name: names[family], imageSize: SIZE, grid, classToken: family === 'vit', layers: described },
    ...{ radius: 6, shape: 'circle', areaMatched: false },
    tasks: ['mfm'],
    strength: { factor: 8, blurSigma: 5, blurSize: 13, noiseSigma: 75 },
  };
}

/**
 * What its layers make of an image. Heads look farther the later and the higher they are, and at what is as bright. Tokens
 * are the patch's colours and place, less of the place in later layers.
 */
export function intermediatesOf(family: Family, image: Float32Array): LayerIntermediates[] {
  return layers[family].map((layer, i) => {
    const means = patchMeans(image, layer.grid[0]);
    const { attention } = layer;
    return {
      ...layer,
      tokens: tokensOf(layer, means, 1 - i / layers[family].length),
      probabilities: attention && probabilitiesOf({ ...layer, attention }, means, i),
    };
  });
}

function tokensOf({ grid: [grid], classToken }: StandIn, means: number[][], place: number): Float32Array {
  const rows = means.map((mean, patch) => [
    ...mean,
    (place * Math.floor(patch / grid)) / grid,
    (place * (patch % grid)) / grid,
    0.2,
  ]);
  return Float32Array.from([...(classToken ? [new Array(width).fill(0)] : []), ...rows].flat());
}

/** A softmax over the tokens of each window; what is not adjacent in the image is masked, as the network does it. */
function probabilitiesOf(layer: StandIn & Required<Pick<StandIn, 'attention'>>, means: number[][], depth: number) {
  const { classToken, attention } = layer;
  const [grid] = layer.grid;
  const brightness = means.map(([red, green, blue]) => (red! + green! + blue!) / 3);
  const first = tokenCount(layer) - grid * grid;
  const reachOf = (head: number) => ((0.7 + depth * 0.8 + head * 0.6) * grid) / 8;
  const rows: number[] = [];
  for (const tokens of attendingTokens(layer)) {
    for (let head = 0; head < attention.heads; head++) {
      for (const query of tokens) {
        const scores = Array.from(tokens, key => Math.exp(score(query - first, key - first, reachOf(head))));
        const sum = scores.reduce((total, value) => total + value, 0);
        rows.push(...scores.map(value => value / sum));
      }
    }
  }
  return Float32Array.from(rows);

  function score(query: number, key: number, reach: number): number {
    if (classToken && key < 0) return 0;
    if (classToken && query < 0) return 3 * brightness[key]!;
    const [dy, dx] = [Math.floor(query / grid) - Math.floor(key / grid), (query % grid) - (key % grid)];
    const window = attention.window?.size ?? grid;
    if (Math.abs(dy) >= window || Math.abs(dx) >= window) return -100;
    return 3 - (dy * dy + dx * dx) / (2 * reach * reach) - 4 * Math.abs(brightness[query]! - brightness[key]!);
  }
}

/** Mean colour of each patch. */
function patchMeans(image: Float32Array, grid: number): number[][] {
  const patchSize = SIZE / grid;
  const means = Array.from({ length: grid * grid }, () => [0, 0, 0]);
  for (let i = 0; i < image.length; i++) {
    const [c, y, x] = [Math.floor(i / (SIZE * SIZE)), Math.floor(i / SIZE) % SIZE, i % SIZE];
    means[Math.floor(y / patchSize) * grid + Math.floor(x / patchSize)]![c]! += image[i]! / patchSize ** 2;
  }
  return means;
}
