import { Command, Option } from 'commander';
import { bytes, counted } from '../../engine/text/format.js';
import type { Conversion, ConversionOptions } from '../../protocol/conversion.js';
import { print, printHeading, printJson } from '../output.js';
import { stderr } from '../terminal.js';

/** `mfm convert`: a checkpoint in another format. */
export function convertCommand(): Command {
  return new Command('convert')
    .summary('write a checkpoint in another format')
    .description(
      'Writes a checkpoint as the format that the name of OUT ends with: .safetensors, .pth for PyTorch and the official code, or .onnx for other runtimes (of a fine-tuned network the classifier, of one that segments all of it, else the encoder). Between the first two, there and back again gives the same file, bit for bit. Encoders of timm, torchvision, MAE and DINO get the official names.',
    )
    .argument('<in>', 'checkpoint to convert (.safetensors or .pth), or an encoder of another program')
    .argument('<out>', 'file to write (.safetensors, .pth or .onnx)')
    .option('--encoder-only', 'only the encoder, for fine-tuning: no decoder, no optimiser, names without "encoder."')
    .addOption(new Option('--names <program>', "whose names the encoder's tensors get").choices(['official', 'timm']))
    .option('--average', 'the averages of weights of a fine-tuning with TRAIN.EMA_DECAY, not the trained weights')
    .option('--overwrite', 'replace OUT if it exists')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(convertAction);
}

const examples = `
An ONNX file takes "images", [batch, 3, size, size]: RGB pixels from 0 to 1, which it normalises itself. It gives "logits",
or "features" [batch, tokens, width], row by row, and of a vision transformer also "class_token" [batch, width].

Examples:
  mfm convert runs/default/checkpoints/epoch-0012-step-000480.safetensors ckpt_epoch_11.pth
  mfm convert ckpt_epoch_11.pth checkpoint.safetensors
  mfm convert checkpoint.safetensors encoder.pth --encoder-only --names timm
  mfm convert checkpoint.safetensors encoder.onnx`;

async function convertAction(from: string, to: string, flags: ConversionOptions & { json?: boolean }): Promise<void> {
  const { convert } = await import('../../engine/convert/convert.js');
  const line = percentLine(`Writing ${to}`);
  const { json, ...options } = flags;
  const conversion = await convert(from, to, options, ({ done, total }) => line.show(done / total)).finally(line.clear);
  if (json) printJson(conversion);
  else printText(conversion);
}

function printText({ to, content, tensors, values, bytes: size, notes }: Conversion): void {
  const what = `${counted(values, 'value')} of the ${content === 'checkpoint' ? 'model' : content}`;
  printHeading(to, `: ${bytes(size)}, ${counted(tensors, 'tensor')}, ${what}`);
  for (const note of notes) print(note);
}

/** A line on a terminal that says how far something is; nothing where nobody watches. */
interface PercentLine {
  /** @param share in [0, 1] */
  show(share: number): void;
  clear(): void;
}

/** On stderr, so that it never mixes with the answer; `what` as in 'Writing model.pth'. */
function percentLine(what: string): PercentLine {
  if (!stderr.isTTY) return { show: () => {}, clear: () => {} };
  return {
    show: share => stderr.redraw(`${what}: ${Math.floor(100 * share)} %`),
    clear: () => stderr.clear(),
  };
}
