import type { TensorEntry } from '../../../extension/protocol/checkpointPage.js';
import { valueCount } from './rows.js';

/** A row of the tensors as a tree: a tensor, or what the names of several begin with. */
export interface TreeRow {
  /** The name so far, without a dot at its end. */
  path: string;
  /** What it adds to the row that it lies in. */
  label: string;
  /** How deep it lies, from 1. */
  level: number;
  tensor?: TensorEntry;
  /** Of a branch: whether what lies in it is shown, and how many tensors those are. */
  open?: boolean;
  tensors: number;
  values: number;
  bytes: number;
}

interface Branch extends Omit<TreeRow, 'level' | 'label'> {
  inside: Map<string, Branch>;
}

/** Numbers in names count as numbers: block 2 comes before block 10. */
const names = new Intl.Collator(undefined, { numeric: true });

/**
 * The rows in sight of the tree that the dots in the names make; where a branch holds one thing only, both are one row.
 *
 * @param isOpen whether what lies in a branch at a level is shown
 */
export function treeRows(tensors: readonly TensorEntry[], isOpen: (path: string, level: number) => boolean): TreeRow[] {
  const root = branch('');
  for (const tensor of tensors) add(root, tensor);
  const rows: TreeRow[] = [];
  visit(root, 1);
  return rows;

  function visit(outer: Branch, level: number): void {
    const ordered = [...outer.inside.values()].sort((a, b) => names.compare(a.path, b.path));
    for (const inner of ordered) {
      const { inside, ...found } = joined(inner);
      const label = found.path.slice(outer.path ? outer.path.length + 1 : 0);
      const open = inside.size > 0 ? isOpen(found.path, level) : undefined;
      rows.push({ ...found, label, level, open });
      if (open) visit({ inside, ...found }, level + 1);
    }
  }
}

function branch(path: string): Branch {
  return { path, inside: new Map(), tensors: 0, values: 0, bytes: 0 };
}

function add(root: Branch, tensor: TensorEntry): void {
  let at = root;
  for (const name of tensor.name.split('.')) {
    const path = at.path && `${at.path}.${name}`;
    at.inside.set(name, at.inside.get(name) ?? branch(path || name));
    at = at.inside.get(name)!;
    at.tensors++;
    at.values += valueCount(tensor);
    at.bytes += tensor.bytes;
  }
  at.tensor = tensor;
}

/** A branch without the steps at which nothing else turns off. */
function joined(at: Branch): Branch {
  if (at.tensor || at.inside.size !== 1) return at;
  const [only] = at.inside.values();
  return joined(only!);
}
