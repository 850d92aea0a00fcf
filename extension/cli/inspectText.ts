import type { CheckpointMeta } from '../engine/checkpoint/checkpointMeta.js';
import type { OpenedFile } from '../engine/checkpoint/open.js';
import type { TensorStatistics } from '../engine/checkpoint/statistics.js';
import { parameterCount, type TensorRow } from '../engine/inspect/weights/checkpointTensors.js';
import { nameOf, valueText } from '../engine/metrics/text.js';
import { bytes, counted, grouped, significant } from '../engine/text/format.js';
import { print, printHeading } from './output.js';
import { table } from './table.js';

/** A tensor, with statistics where they were asked for. */
export type InspectedRow = TensorRow & { statistics?: TensorStatistics };

/** What is known of a file beside its tensors. */
export interface FileAbout {
  /** Of a checkpoint of ours. */
  meta?: CheckpointMeta;
  /** The encoder in another program's file: 'a ViT with 12 blocks of width 768, named as in timm'. */
  encoder?: string;
  /** What another program wrote beside the tensors. */
  metadata: OpenedFile['metadata'];
}

/** Tells a checkpoint of ours from another program's file. */
export async function aboutFile(opened: OpenedFile): Promise<FileAbout> {
  const { metadata } = opened;
  if (opened.kind === 'own') {
    const { ownCheckpoint } = await import('../engine/checkpoint/open.js');
    return { meta: ownCheckpoint(opened).meta, metadata };
  }
  const { findEncoder } = await import('../engine/checkpoint/foreign/findEncoder.js');
  return { encoder: findEncoder(opened)?.what, metadata };
}

/** Prints a file for people. */
export function printFile(file: string, size: number, about: FileAbout, tensors: InspectedRow[]): void {
  const model = tensors.filter(row => row.part === 'model');
  const optimizer = tensors.filter(row => row.part === 'optimizer');
  printHeading(file);
  if (about.meta) printMeta(size, about.meta);
  else print(`${bytes(size)}, ${about.encoder ? `holds ${about.encoder}` : 'written by another program'}`);
  print(`${counted(parameterCount(tensors), 'parameter')} in ${counted(model.length, 'tensor')}`);
  if (about.meta) printPart('Config', about.meta.config.trimEnd());
  else if (about.metadata.length > 0) printPart('Metadata', table(about.metadata));
  printPart('Model', tensorTable(model));
  if (optimizer.length === 0) return;
  if (optimizer[0]!.statistics) printPart('Optimizer', tensorTable(optimizer));
  else {
    const total = optimizer.reduce((sum, row) => sum + row.bytes, 0);
    print('');
    printHeading('Optimizer', `: ${counted(optimizer.length, 'tensor')}, ${bytes(total)}`);
  }
}

function printPart(title: string, text: string): void {
  print('');
  printHeading(title);
  print(text);
}

function printMeta(size: number, meta: CheckpointMeta): void {
  print(`${bytes(size)}, written ${meta.created} by mfm ${meta.mfmVersion}`);
  print(
    `after ${counted(meta.epoch, 'epoch')}, ${counted(meta.step, 'step')}, ${counted(meta.updates, 'update')}; ` +
      valuesText(meta),
  );
}

function valuesText({ metric, loss, bestLoss }: CheckpointMeta): string {
  if (!metric) return `mean loss ${significant(loss)}, lowest ${significant(bestLoss)}`;
  const best = metric.better === 'higher' ? 'highest' : 'lowest';
  return `${nameOf(metric)} ${valueText(metric, loss)}, ${best} ${valueText(metric, bestLoss)}`;
}

function tensorTable(tensors: InspectedRow[]): string {
  const head = ['name', 'type', 'shape'];
  if (tensors[0]?.statistics) head.push('min', 'max', 'mean', 'std', 'NaN');
  const line = ({ name, dtype, shape, statistics: s }: InspectedRow) => {
    const cells = [name, dtype, `[${shape.join(', ')}]`];
    if (s) cells.push(...[s.min, s.max, s.mean, s.std].map(significant), grouped(s.nan));
    return cells;
  };
  return table([head, ...tensors.map(line)]);
}
