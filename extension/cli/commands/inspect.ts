import { Command } from 'commander';
import type { CheckpointMeta } from '../../engine/checkpoint/checkpointMeta.js';
import type { SafetensorsHeader } from '../../engine/checkpoint/safetensorsHeader.js';
import type { TensorStatistics } from '../../engine/checkpoint/statistics.js';
import { parameterCount, type TensorRow, tensorRows } from '../../engine/inspect/checkpointTensors.js';
import { bytes, counted, grouped, significant } from '../../engine/report/format.js';
import { bold, print, printJson } from '../output.js';
import { table } from '../table.js';

/** A tensor, with statistics where they were asked for. */
type Row = TensorRow & { statistics?: TensorStatistics };

/** `mfm inspect`: what a checkpoint holds, from its header alone unless statistics are asked for. */
export function inspectCommand(): Command {
  return new Command('inspect')
    .summary('show what a checkpoint holds')
    .description(
      'Shows the config, the progress and the tensors of a checkpoint. Reads only its header without --stats.',
    )
    .argument('<checkpoint>', 'checkpoint file (.safetensors)')
    .option('--stats', 'read the tensors too: minimum, maximum, mean, standard deviation, NaNs')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(inspectAction);
}

const examples = `
Examples:
  mfm inspect runs/default/checkpoints/epoch-0012-step-000480.safetensors
  mfm inspect checkpoint.safetensors --stats --json`;

async function inspectAction(file: string, flags: { stats?: boolean; json?: boolean }): Promise<void> {
  const { readCheckpointMeta } = await import('../../engine/checkpoint/checkpoint.js');
  const { meta, header } = await readCheckpointMeta(file);
  const tensors: Row[] = tensorRows(header);
  if (flags.stats) await addStatistics(file, tensors);
  if (flags.json) await printAsJson(file, meta, header, tensors);
  else printAsText(file, meta, header, tensors);
}

/** One tensor in memory at a time: checkpoints may be larger than it. */
async function addStatistics(file: string, tensors: Row[]): Promise<void> {
  const { readSafetensors } = await import('../../engine/checkpoint/safetensors.js');
  const { tensorStatistics } = await import('../../engine/checkpoint/statistics.js');
  for (const row of tensors) {
    const { tensors: read } = await readSafetensors(file, [row.name]);
    row.statistics = tensorStatistics(read.get(row.name)!);
  }
}

async function printAsJson(file: string, meta: CheckpointMeta, header: SafetensorsHeader, tensors: Row[]) {
  const { parse } = await import('yaml');
  const { config, ...progress } = meta;
  printJson({
    file,
    bytes: header.fileBytes,
    ...progress,
    parameters: parameterCount(tensors),
    config: parse(config) as unknown,
    tensors,
  });
}

function printAsText(file: string, meta: CheckpointMeta, header: SafetensorsHeader, tensors: Row[]): void {
  const model = tensors.filter(row => row.part === 'model');
  const optimizer = tensors.filter(row => row.part === 'optimizer');
  print(bold(file));
  print(`${bytes(header.fileBytes)}, written ${meta.created} by mfm ${meta.mfmVersion}`);
  print(
    `after ${counted(meta.epoch, 'epoch')}, ${counted(meta.step, 'step')}, ${counted(meta.updates, 'update')}; ` +
      `mean loss ${significant(meta.loss)}, lowest ${significant(meta.bestLoss)}`,
  );
  print(`${counted(parameterCount(tensors), 'parameter')} in ${counted(model.length, 'tensor')}`);
  print(`\n${bold('Config')}\n${meta.config.trimEnd()}`);
  print(`\n${bold('Model')}\n${tensorTable(model)}`);
  if (optimizer.length === 0) return;
  const total = optimizer.reduce((sum, row) => sum + row.bytes, 0);
  if (optimizer[0]!.statistics) print(`\n${bold('Optimizer')}\n${tensorTable(optimizer)}`);
  else print(`\n${bold('Optimizer')}: ${counted(optimizer.length, 'tensor')}, ${bytes(total)}`);
}

function tensorTable(tensors: Row[]): string {
  const head = ['name', 'type', 'shape'];
  if (tensors[0]?.statistics) head.push('min', 'max', 'mean', 'std', 'NaN');
  const line = ({ name, dtype, shape, statistics: s }: Row) => {
    const cells = [name, dtype, `[${shape.join(', ')}]`];
    if (s) cells.push(...[s.min, s.max, s.mean, s.std].map(significant), grouped(s.nan));
    return cells;
  };
  return table([head, ...tensors.map(line)]);
}
