import type { LoadReport } from '../../../protocol/loadReport.js';
import type { StateSpec } from '../../models/parameters.js';
import type { FileTensor } from '../fileTensor.js';
import { fitted } from '../resize/fitted.js';
import type { FoundEncoder } from './findEncoder.js';

/** Which tensors of a file go into which of a model, and what is to be said of it. Nothing is read yet. */
export interface Match {
  /** By the names of the model. */
  sources: Map<string, FileTensor>;
  report: LoadReport;
}

const SHARED_TABLE = 'encoder.rel_pos_bias.relative_position_bias_table';
const OWN_TABLE = /^encoder\.blocks\.\d+\.attn\.relative_position_bias_table$/;

/**
 * Matches an encoder from a file with a model's tensors.
 *
 * @param specs the model's stored tensors; those that are not the encoder's are left alone
 */
export function matchEncoder(found: FoundEncoder, specs: readonly StateSpec[]): Match {
  const wanted = specs.filter(spec => spec.name.startsWith('encoder.'));
  const { tensors, sentence } = withOwnTables(found.tensors, wanted);
  const report: LoadReport = {
    source: found.what,
    loaded: [],
    missing: [],
    unexpected: [],
    misfits: [],
    resized: [],
    converted: [...found.converted, ...sentence],
  };
  const sources = new Map<string, FileTensor>();
  for (const { name, shape } of wanted) {
    const source = tensors.get(name);
    const fit = source && fitted(name, source, shape);
    if (!source) report.missing.push(name);
    else if (!fit) report.misfits.push({ name, from: [...source.shape], to: [...shape] });
    else {
      sources.set(name, fit.source);
      report.loaded.push(name);
      if (fit.resized) report.resized.push(fit.resized);
    }
  }
  const names = new Set(wanted.map(spec => spec.name));
  const unused = [...tensors].filter(([name]) => !names.has(name)).map(([, { origin }]) => origin);
  report.unexpected = [...new Set([...found.others, ...unused])];
  return { sources, report };
}

/** A table that all blocks shared becomes the own one of each block where the model has those (fact sheet 1.13). */
function withOwnTables(tensors: Map<string, FileTensor>, wanted: readonly StateSpec[]) {
  const shared = tensors.get(SHARED_TABLE);
  const own = wanted.filter(({ name }) => OWN_TABLE.test(name) && !tensors.has(name));
  if (!shared || own.length === 0) return { tensors, sentence: [] };
  const copies = own.map(({ name }) => [name, shared] as const);
  const rest = [...tensors].filter(([name]) => name !== SHARED_TABLE);
  const sentence = [`The relative position table that all blocks shared was copied to each of ${own.length} blocks.`];
  return { tensors: new Map([...rest, ...copies]), sentence };
}
