import type { InputSpec } from '../../input/input.js';
import type { Random } from '../../random.js';
import type { Box } from '../image.js';
import { roundHalfEven } from '../roundHalfEven.js';

const MIN_AREA = 0.02;
const MAX_AREA = 1 / 3;
const MAX_LOG_ASPECT = Math.log(1 / 0.3);
const TRIES = 10;

/** How parts of an image are erased; plain data. */
export interface Erasing {
  /** That anything is erased (AUG.REPROB). */
  probability: number;
  /** What comes instead: noise, one random colour for each rectangle, or the mean colour (AUG.REMODE). */
  mode: 'pixel' | 'rand' | 'const';
  /** Up to so many rectangles, which share the area (AUG.RECOUNT). */
  most: number;
}

/**
 * Random erasing (Zhong et al. 2017) as timm has it (fact sheet 1.13). It is defined on normalised pixels, N(0, 1) or 0, and
 * pixels are normalised later, so what is written is mean + std * that, not clipped.
 *
 * @param pixels `[channels, height, width]` in [0, 1]; changed in place
 */
export function erase(
  pixels: Float32Array,
  { size, mean, std }: Omit<InputSpec, 'channels'>,
  { probability, mode, most }: Erasing,
  random: Random,
): void {
  if (!random.bernoulli(probability)) return;
  const [height, width] = size;
  for (const { left, top, ...box } of drawRectangles(size, most, random)) {
    for (const [channel, centre] of mean.entries()) {
      const draw = () => centre + (mode === 'const' ? 0 : random.normal(std[channel]));
      const colour = draw();
      for (let y = top; y < top + box.height; y++) {
        const row = (channel * height + y) * width;
        for (let x = left; x < left + box.width; x++) pixels[row + x] = mode === 'pixel' ? draw() : colour;
      }
    }
  }
}

/**
 * One to `most` rectangles, which may overlap: together between 2 % and a third of the area, height / width log-uniform in
 * [0.3, 1 / 0.3], less than the image along both sides, position uniform. One that fits at none of ten draws is left out.
 */
export function drawRectangles([height, width]: InputSpec['size'], most: number, random: Random): Box[] {
  const count = 1 + random.integer(most);
  const boxes: Box[] = [];
  for (let i = 0; i < count; i++) {
    const box = drawRectangle(height, width, count, random);
    if (box) boxes.push(box);
  }
  return boxes;
}

function drawRectangle(height: number, width: number, count: number, random: Random): Box | undefined {
  for (let i = 0; i < TRIES; i++) {
    const area = (height * width * random.uniform(MIN_AREA, MAX_AREA)) / count;
    const aspect = Math.exp(random.uniform(-MAX_LOG_ASPECT, MAX_LOG_ASPECT));
    const h = roundHalfEven(Math.sqrt(area * aspect));
    const w = roundHalfEven(Math.sqrt(area / aspect));
    if (h >= height || w >= width) continue;
    return { top: random.integer(height - h + 1), left: random.integer(width - w + 1), width: w, height: h };
  }
  return undefined;
}
