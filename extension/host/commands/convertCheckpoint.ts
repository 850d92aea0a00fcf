import { basename, dirname, extname, join } from 'node:path';
import { commands, l10n, type QuickPickItem, Uri, window } from 'vscode';
import type { ConversionOptions } from '../../protocol/conversion.js';
import type { App } from '../app.js';
import { withProgress } from '../engine/withProgress.js';
import { checkpointAmong, pickCheckpoint } from '../runs/pickCheckpoint.js';

interface FormatItem extends QuickPickItem {
  /** What the file is called behind the name of the checkpoint: '-encoder.pth'. */
  ending: string;
  options: ConversionOptions;
}

/** Writes a checkpoint in another format: the node's, the file's, or a chosen one. */
export async function convertCheckpoint(app: App, ...args: unknown[]): Promise<void> {
  const title = l10n.t('Convert Checkpoint');
  const from = checkpointAmong(args) ?? (await pickCheckpoint(app, title));
  if (!from) return;
  const format = await window.showQuickPick(formats(), {
    title,
    placeHolder: l10n.t('What to make of {0}', basename(from)),
  });
  const to = format && (await askWhere(title, from, format.ending));
  if (!to) return;
  const { notes } = await withProgress(l10n.t('Writing {0}', basename(to)), (signal, report) =>
    app.engine.call(
      'convert',
      // The dialog has asked whether an existing file may be replaced.
      { from, to, options: { ...format.options, overwrite: true } },
      { signal, onProgress: ({ done, total }) => report('', done / total) },
    ),
  );
  const reveal = l10n.t('Show in Folder');
  const written = l10n.t('{0} is written.', basename(to));
  const answer = await window.showInformationMessage([written, ...notes].join(' '), reveal);
  if (answer === reveal) await commands.executeCommand('revealFileInOS', Uri.file(to));
}

async function askWhere(title: string, from: string, ending: string): Promise<string | undefined> {
  const name = basename(from, extname(from)) + ending;
  const extension = extname(ending).slice(1);
  const uri = await window.showSaveDialog({
    title,
    defaultUri: Uri.file(join(dirname(from), name)),
    filters: { [l10n.t('Checkpoints')]: [extension] },
  });
  return uri?.fsPath;
}

function formats(): FormatItem[] {
  return [
    {
      label: 'PyTorch',
      description: '.pth',
      detail: l10n.t(
        'The whole checkpoint, from which the official code can resume. Converting it back gives the same file.',
      ),
      ending: '.pth',
      options: {},
    },
    {
      label: 'safetensors',
      description: '.safetensors',
      detail: l10n.t('The whole checkpoint, as training writes it.'),
      ending: '.safetensors',
      options: {},
    },
    {
      label: l10n.t('Encoder for fine-tuning'),
      description: '.pth',
      detail: l10n.t('Without decoder and optimiser, under the names of the official code.'),
      ending: '-encoder.pth',
      options: { encoderOnly: true },
    },
    {
      label: l10n.t('Encoder for timm'),
      description: '.safetensors',
      detail: l10n.t('Without decoder and optimiser, under the names of timm.'),
      ending: '-timm.safetensors',
      options: { encoderOnly: true, names: 'timm' },
    },
    {
      label: 'ONNX',
      description: '.onnx',
      detail: l10n.t('The network of the encoder or classifier, to run in other programs.'),
      ending: '.onnx',
      options: {},
    },
  ];
}
