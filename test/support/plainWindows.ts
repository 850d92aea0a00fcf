import type { Layer } from '../../extension/engine/models/encoder.js';
import type { Parameters } from '../../extension/engine/models/parameters.js';

/**
 * Attention of a Swin block as one matrix over the whole grid, as simply as it can be said, in double precision: the image is
 * cut into cells by lines every `size` tokens, moved down and to the right by `shift`, and tokens attend to those of their
 * cell. Nothing is rolled, no window is made and nothing is masked.
 *
 * @param input `[grid^2, width]` of a square grid: the tokens before the block
 * @returns `[heads][query][key]`
 */
export function plainWindowAttention(input: Float32Array, p: Parameters, layer: Layer): number[][][] {
  const { width, name } = layer;
  const [grid] = layer.grid;
  const { heads, window } = layer.attention!;
  const { size, shift } = window!;
  const get = (suffix: string) => p.get(`encoder.${name}.${suffix}`).dataSync() as Float32Array;
  const [scale, offset] = [get('norm1.weight'), get('norm1.bias')];
  const [weight, bias, table] = [
    get('attn.qkv.weight'),
    get('attn.qkv.bias'),
    get('attn.relative_position_bias_table'),
  ];
  const tokens = Array.from({ length: grid * grid }, (_, i) => i);
  const normed = tokens.map(i => layerNorm(Array.from(input.subarray(i * width, (i + 1) * width))));
  const project = (row: number[], k: number) =>
    row.reduce((sum, value, i) => sum + value * weight[k * width + i]!, bias[k]!);
  const headWidth = width / heads;
  const place = (token: number) => [Math.floor(token / grid), token % grid] as const;
  const cell = (along: number) => Math.ceil((along - shift + 1) / size);

  return Array.from({ length: heads }, (_, head) => {
    const part = (which: number) =>
      normed.map(row =>
        Array.from({ length: headWidth }, (_, i) => project(row, which * width + head * headWidth + i)),
      );
    const [queries, keys] = [part(0), part(1)];
    return tokens.map(a => {
      const scores = tokens.map(b => {
        const [[ya, xa], [yb, xb]] = [place(a), place(b)];
        if (cell(ya) !== cell(yb) || cell(xa) !== cell(xb)) return Number.NEGATIVE_INFINITY;
        const row = (ya - yb + size - 1) * (2 * size - 1) + xa - xb + size - 1;
        const dot = queries[a]!.reduce((sum, value, i) => sum + value * keys[b]![i]!, 0);
        return dot / Math.sqrt(headWidth) + table[row * heads + head]!;
      });
      const exponentials = scores.map(Math.exp);
      const sum = exponentials.reduce((total, value) => total + value, 0);
      return exponentials.map(value => value / sum);
    });
  });

  function layerNorm(row: number[]): number[] {
    const mean = row.reduce((sum, value) => sum + value, 0) / width;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
    return row.map((value, i) => ((value - mean) / Math.sqrt(variance + 1e-5)) * scale[i]! + offset[i]!);
  }
}
