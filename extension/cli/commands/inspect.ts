import { stat } from 'node:fs/promises';
import { Command } from 'commander';
import type { TensorFile } from '../../engine/checkpoint/tensorFile.js';
import { parameterCount, tensorRows } from '../../engine/inspect/weights/checkpointTensors.js';
import { aboutFile, type InspectedRow, printFile } from '../inspectText.js';
import { printJson } from '../output.js';

/** `mfm inspect`: what a checkpoint holds, from its header alone unless statistics are asked for. */
export function inspectCommand(): Command {
  return new Command('inspect')
    .summary('show what a checkpoint holds')
    .description(
      "Shows the config, the progress and the tensors of a checkpoint, and what other programs' files hold. Reads only " +
        'the header without --stats.',
    )
    .argument('<checkpoint>', 'checkpoint file (.safetensors, or .pth of PyTorch)')
    .option('--stats', 'read the tensors too: minimum, maximum, mean, standard deviation, NaNs')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(inspectAction);
}

const examples = `
Examples:
  mfm inspect runs/default/checkpoints/epoch-0012-step-000480.safetensors
  mfm inspect ckpt_epoch_299.pth
  mfm inspect checkpoint.safetensors --stats --json`;

async function inspectAction(file: string, flags: { stats?: boolean; json?: boolean }): Promise<void> {
  const { openFile } = await import('../../engine/checkpoint/open.js');
  const opened = await openFile(file);
  const tensors: InspectedRow[] = tensorRows(opened);
  if (flags.stats) await addStatistics(opened, tensors);
  const about = await aboutFile(opened);
  const { size } = await stat(file);
  if (!flags.json) return printFile(file, size, about, tensors);
  const { plainYaml } = await import('../../engine/config/plainYaml.js');
  const parameters = parameterCount(tensors);
  if (about.meta) {
    const { config, ...progress } = about.meta;
    printJson({ file, bytes: size, ...progress, parameters, config: plainYaml(config, file), tensors });
  } else {
    const metadata = Object.fromEntries(opened.metadata);
    printJson({ file, bytes: size, format: opened.format, encoder: about.encoder, metadata, parameters, tensors });
  }
}

/** A piece of a tensor in memory at a time: checkpoints, and tensors that repeat themselves, may be larger than it. */
async function addStatistics(file: TensorFile, tensors: InspectedRow[]): Promise<void> {
  const { statisticsOf } = await import('../../engine/checkpoint/statistics.js');
  for (const row of tensors) row.statistics = await statisticsOf(file.pieces(row.name));
}
