import type { TensorTable } from '../tensorFile.js';
import type { Naming } from './naming.js';
import { foreignFamilies } from './registry.js';

const namings: readonly Naming[] = Object.values(foreignFamilies).flatMap(family => family.namings);

/** Where an encoder is in a file, and how its tensors are called. */
export interface Recognised {
  naming: Naming;
  /** What stands before the names of its tensors: '', 'model.encoder.', 'state_dict.module.backbone.' */
  prefix: string;
}

/** What is not the encoder that a file is about: moments, decoders. */
const OTHER = /(^|\.)(optimizer|decoder)\./;
/** Copies that are there for training only, taken where there is nothing better. */
const COPY = /(^|[._])(student|momentum|ema)/;

/**
 * Finds the encoder in a file by the names of its tensors, whatever it is wrapped in (`model`, `state_dict`, `module`,
 * `backbone` ...). Of DINO's pair the teacher is taken, as its authors do.
 */
export function recognise({ tensors }: TensorTable): Recognised | undefined {
  for (const naming of namings) {
    const prefixes: string[] = [];
    for (const name of tensors.keys()) {
      const prefix = name.endsWith(naming.anchor) ? name.slice(0, -naming.anchor.length) : undefined;
      if (prefix !== undefined && /(^|\.)$/.test(prefix) && !OTHER.test(prefix)) prefixes.push(prefix);
    }
    const prefix = prefixes.find(candidate => !COPY.test(candidate)) ?? prefixes[0];
    if (prefix !== undefined) return { naming, prefix };
  }
  return undefined;
}
