import type { TensorTable } from '../../checkpoint/tensorFile.js';
import { type TensorRow, tensorRows } from './checkpointTensors.js';

/** Which tensors of two models can be compared, and which cannot. Names in the order of the first file. */
export interface Correspondence {
  /** With the names that the second one has for them. */
  shared: (TensorRow & { other: string })[];
  /** Only the first, or only the second one has them. */
  missing: string[];
  unexpected: string[];
  reshaped: { name: string; shape: number[]; otherShape: number[] }[];
}

/** PyTorch's checkpoints keep the model in an entry of its own. */
const ENTRY = 'model.';

/**
 * Matches the model tensors of two files by name and shape, whether or not their names start with 'model.'; what an
 * optimiser keeps is no part of the model.
 */
export function correspondence(a: TensorTable, b: TensorTable): Correspondence {
  const result: Correspondence = { shared: [], missing: [], unexpected: [], reshaped: [] };
  const rows = modelRows(a);
  const others = new Map(modelRows(b).map(row => [bare(row.name), row]));
  for (const row of rows) {
    const other = others.get(bare(row.name));
    others.delete(bare(row.name));
    if (!other) result.missing.push(row.name);
    else if (row.shape.join() === other.shape.join()) result.shared.push({ ...row, other: other.name });
    else result.reshaped.push({ name: row.name, shape: row.shape, otherShape: other.shape });
  }
  result.unexpected = [...others.values()].map(({ name }) => name);
  return result;
}

function bare(name: string): string {
  return name.startsWith(ENTRY) ? name.slice(ENTRY.length) : name;
}

function modelRows(header: TensorTable): TensorRow[] {
  return tensorRows(header).filter(row => row.part === 'model');
}

/** How far one tensor is from another. */
export interface Distance {
  /** ||a - b|| / ||a|| in the Euclidean norm, summed in double precision. */
  relative: number;
  /** The largest |a - b| of an element. */
  largest: number;
}

/**
 * Sums up how far `b` is from `a`, piece by piece. Equal tensors are 0 apart; what differs from zeros is infinitely far;
 * NaN in either, or an infinite `a`, gives NaN.
 */
export class DistanceSum {
  private apart = 0;
  private own = 0;
  private largest = 0;

  add(a: Float32Array, b: Float32Array): void {
    for (let i = 0; i < a.length; i++) {
      // Equal infinities are no distance apart, though their difference is none.
      const distance = a[i] === b[i] ? 0 : Math.abs(a[i]! - b[i]!);
      this.apart += distance ** 2;
      this.own += a[i]! ** 2;
      // Math.max keeps NaN.
      this.largest = Math.max(this.largest, distance);
    }
  }

  result(): Distance {
    const { apart, own, largest } = this;
    if (apart === 0) return { relative: 0, largest };
    // Against an infinite norm everything would seem small.
    return { relative: own === Infinity ? NaN : Math.sqrt(apart / own), largest };
  }
}
