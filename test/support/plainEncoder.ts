import type { Parameters } from '../../extension/engine/models/parameters.js';
import type { VitShape } from '../../extension/engine/models/vit.js';

/** Rows of numbers. */
type Matrix = number[][];

/**
 * The encoder by its definition, number by number, for one image: shares no code with the engine but the weights.
 *
 * @param image `[3, size, size]`, normalised
 */
export function plainEncoder(image: Float32Array, p: Parameters, shape: VitShape) {
  const { width, heads, patchSize, depth } = shape;
  const imageSize = shape.input.size[0];
  const grid = imageSize / patchSize;
  const values = (name: string) => [...p.get(name).dataSync()];
  const embedding = rowsOf(values('encoder.patch_embed.proj.weight'), 3 * patchSize ** 2);
  let x: Matrix = [values('encoder.cls_token')];
  for (let row = 0; row < grid; row++) {
    for (let column = 0; column < grid; column++) {
      const pixels: number[] = [];
      for (let c = 0; c < 3; c++) {
        for (let i = 0; i < patchSize; i++) {
          for (let j = 0; j < patchSize; j++) {
            pixels.push(image[(c * imageSize + row * patchSize + i) * imageSize + column * patchSize + j]!);
          }
        }
      }
      x.push(affine([pixels], embedding, values('encoder.patch_embed.proj.bias'))[0]!);
    }
  }
  if (shape.positions === 'learned') x = added(x, rowsOf(values('encoder.pos_embed'), width));
  const attention: Matrix[][] = [];
  const tokens: Matrix[] = [];
  for (let layer = 0; layer < depth; layer++) {
    const prefix = `encoder.blocks.${layer}`;
    const get = (name: string) => values(`${prefix}.${name}`);
    const normed = layerNorm(x, get('norm1.weight'), get('norm1.bias'));
    const bias = [...get('attn.q_bias'), ...new Array(width).fill(0), ...get('attn.v_bias')];
    const qkv = affine(normed, rowsOf(get('attn.qkv.weight'), width), bias);
    const perHead = Array.from({ length: heads }, (_, head) => headAttention(qkv, head, tableOf(prefix)));
    attention.push(perHead.map(({ probabilities }) => probabilities));
    const mixed = x.map((_, t) => perHead.flatMap(({ mixed }) => mixed[t]!));
    const attended = affine(mixed, rowsOf(get('attn.proj.weight'), width), get('attn.proj.bias'));
    x = added(x, scaled(attended, layerScale(prefix, 1)));
    const second = layerNorm(x, get('norm2.weight'), get('norm2.bias'));
    const hidden = affine(second, rowsOf(get('mlp.fc1.weight'), width), get('mlp.fc1.bias')).map(r => r.map(gelu));
    const widened = affine(hidden, rowsOf(get('mlp.fc2.weight'), hidden[0]!.length), get('mlp.fc2.bias'));
    x = added(x, scaled(widened, layerScale(prefix, 2)));
    tokens.push(x);
  }
  return { attention, tokens };

  function layerScale(prefix: string, which: 1 | 2): number[] | undefined {
    return shape.layerScale === null ? undefined : values(`${prefix}.gamma_${which}`);
  }

  function tableOf(prefix: string): Matrix | undefined {
    const name = shape.ownPositions ? `${prefix}.attn` : shape.sharedPositions ? 'encoder.rel_pos_bias' : undefined;
    return name === undefined ? undefined : rowsOf(values(`${name}.relative_position_bias_table`), heads);
  }

  function headAttention(qkv: Matrix, head: number, table: Matrix | undefined) {
    const size = width / heads;
    const part = (row: number[], which: number) => row.slice(which * width + head * size).slice(0, size);
    const probabilities = qkv.map((query, i) => {
      const scores = qkv.map((key, j) => {
        const score = dot(part(query, 0), part(key, 1)) / Math.sqrt(size);
        return score + (table ? table[tableRow(i, j)]![head]! : 0);
      });
      const high = Math.max(...scores);
      const sum = scores.reduce((total, score) => total + Math.exp(score - high), 0);
      return scores.map(score => Math.exp(score - high) / sum);
    });
    const mixed = probabilities.map(row =>
      Array.from({ length: size }, (_, k) => row.reduce((sum, weight, j) => sum + weight * part(qkv[j]!, 2)[k]!, 0)),
    );
    return { probabilities, mixed };
  }

  /** The last three rows: class token to patch, patch to class token, class token to itself. */
  function tableRow(from: number, to: number): number {
    const rows = (2 * grid - 1) ** 2 + 3;
    if (from === 0) return to === 0 ? rows - 1 : rows - 3;
    if (to === 0) return rows - 2;
    const dy = Math.floor((from - 1) / grid) - Math.floor((to - 1) / grid) + grid - 1;
    const dx = ((from - 1) % grid) - ((to - 1) % grid) + grid - 1;
    return dy * (2 * grid - 1) + dx;
  }
}

function rowsOf(values: readonly number[], width: number): Matrix {
  return Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

/** x W^T + b. */
function affine(x: Matrix, weight: Matrix, bias: readonly number[]): Matrix {
  return x.map(row => weight.map((w, i) => dot(row, w) + bias[i]!));
}

function added(a: Matrix, b: Matrix): Matrix {
  return a.map((row, i) => row.map((value, j) => value + b[i]![j]!));
}

function scaled(x: Matrix, factors: readonly number[] | undefined): Matrix {
  return factors ? x.map(row => row.map((value, i) => value * factors[i]!)) : x;
}

function layerNorm(x: Matrix, weight: readonly number[], bias: readonly number[]): Matrix {
  return x.map(row => {
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
    return row.map((value, i) => ((value - mean) / Math.sqrt(variance + 1e-6)) * weight[i]! + bias[i]!);
  });
}

/** x Phi(x), the error function by its series, which converges for every argument. */
function gelu(x: number): number {
  const z = x / Math.SQRT2;
  let [term, sum] = [z, z];
  for (let n = 1; n < 200; n++) {
    term *= (-z * z) / n;
    sum += term / (2 * n + 1);
  }
  return (x * (1 + (2 / Math.sqrt(Math.PI)) * sum)) / 2;
}
