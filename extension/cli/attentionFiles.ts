import type { RgbImage } from '../engine/data/image.js';
import { resize } from '../engine/data/resize.js';
import type { Grid } from '../engine/input/grid.js';
import { sideOf } from '../engine/input/input.js';
import { meanHead } from '../engine/inspect/attention/meanHead.js';
import { withColourBar } from '../engine/pictures/colourBar.js';
import { contactSheet } from '../engine/pictures/contactSheet.js';
import { heatMap, heatOverImage, largest, markedPatch } from '../engine/pictures/heatMap.js';
import type { AttentionLayerView } from '../protocol/lookApi.js';
import type { ChosenMap } from './attentionMaps.js';
import { writePictures } from './pictureFiles.js';

/** What the pictures of one image's attention are made of. */
export interface AttentionPictures {
  /** What the model sees, square. */
  image: RgbImage;
  /** The patch whose attention it is, on a grid of `finest` patches a side. */
  patch?: number;
  finest: number;
  /** Of every layer; the overview has them all. */
  views: AttentionLayerView[];
  layers: readonly { grid: Grid }[];
  maps: ChosenMap[];
  /** Of the chosen layers, where rollout is asked for: the layer from 1 and its map on the grid of the first. */
  rollouts: { layer: number; values: Float32Array }[];
}

/** Side of the larger pictures, about: whole multiples of the image's. */
const shownSize = 448;
/** Sides of the overview's pictures: with many heads, smaller ones. */
const [tileSize, smallTile, fewHeads] = [112, 80, 16];

/** Writes the overview, the image, and each chosen map over the image and by itself; resolves to the files. */
export function writeAttentionFiles(folder: string, pictures: AttentionPictures): Promise<string[]> {
  const { image, maps, rollouts, layers } = pictures;
  const size = image.width * Math.max(1, Math.round(shownSize / image.width));
  const large = resize(image, size, size, 'bicubic');
  const named: [string, Float32Array, number][] = [
    ...maps.map(({ layer, head, values, grid }): [string, Float32Array, number] => [
      `layer-${two(layer)}-${head === 'mean' ? 'mean' : `head-${two(head)}`}`,
      values,
      grid,
    ]),
    ...rollouts.map(({ layer, values }): [string, Float32Array, number] => [
      `layer-${two(layer)}-rollout`,
      values,
      sideOf({ size: layers[0]!.grid }),
    ]),
  ];
  const files: Record<string, RgbImage> = { overview: overview(pictures), input: marked(large, pictures) };
  for (const [name, values, grid] of named) {
    const ends = ['0', String(Number(largest(values).toPrecision(3)))] as const;
    files[name] = withColourBar(marked(heatOverImage(large, values, grid), pictures), 'magma', ends, 2);
    files[`${name}-map`] = heatMap(values, grid, grid);
  }
  return writePictures(folder, files);
}

/** All layers, top to bottom, with the mean of their heads and each head; every map has its own scale. */
function overview(pictures: AttentionPictures): RgbImage {
  const { image, views, layers, rollouts } = pictures;
  const heads = Math.max(...views.map(({ distance }) => distance.length));
  const side = heads > fewHeads ? smallTile : tileSize;
  const small = resize(image, side, side, 'bicubic');
  const rows = views.map(({ maps, distance, rollout }, i) => {
    const grid = sideOf({ size: layers[i]!.grid });
    const over = (values: Float32Array, of = grid) => marked(heatOverImage(small, values, of), pictures);
    const tiles = [
      ...(rollouts.length > 0 ? [over(rollout, sideOf({ size: layers[0]!.grid }))] : []),
      over(meanHead(maps, distance.length)),
      ...Array.from(distance, (_, head) => over(maps.subarray(head * grid * grid, (head + 1) * grid * grid))),
    ];
    return { label: `LAYER ${i + 1}`, tiles };
  });
  const columns = [
    ...(rollouts.length > 0 ? ['ROLLOUT'] : []),
    'MEAN',
    ...Array.from({ length: heads }, (_, head) => `HEAD ${head + 1}`),
  ];
  return contactSheet(marked(resize(image, 2 * side, 2 * side, 'bicubic'), pictures), columns, rows);
}

function marked(picture: RgbImage, { patch, finest }: AttentionPictures): RgbImage {
  return patch === undefined ? picture : markedPatch(picture, patch, finest);
}

/** 1 as '01', so that files sort by their numbers. */
function two(n: number): string {
  return String(n).padStart(2, '0');
}
