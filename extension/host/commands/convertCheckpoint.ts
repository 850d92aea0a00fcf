import { basename, dirname, extname, join } from 'node:path';
import { commands, l10n, type QuickPickItem, Uri, window } from 'vscode';
import type { ConversionOptions } from '../../protocol/conversion.js';
import type { App } from '../app/app.js';
import { withProgress } from '../engine/withProgress.js';
import { checkpointAmong, pickCheckpoint } from '../runs/pickCheckpoint.js';

interface FormatItem extends QuickPickItem {
  /** What comes behind the name of the checkpoint: '-encoder'. */
  suffix?: string;
  extension: 'pth' | 'safetensors' | 'onnx';
  options: ConversionOptions;
}

/** Writes a checkpoint in another format: the node's, the file's, or a chosen one. */
export async function convertCheckpoint(app: App, ...args: unknown[]): Promise<void> {
  const title = l10n.t('Convert Checkpoint');
  const from = checkpointAmong(args) ?? (await pickCheckpoint(app, title));
  if (!from) return;
  const format = await window.showQuickPick(formatsFor(from), {
    title,
    placeHolder: l10n.t('What to make of {0}', basename(from)),
  });
  const to = format && (await askWhere(title, from, format));
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

async function askWhere(title: string, from: string, { suffix = '', extension }: FormatItem) {
  const name = `${basename(from, extname(from))}${suffix}.${extension}`;
  const uri = await window.showSaveDialog({
    title,
    defaultUri: Uri.file(join(dirname(from), name)),
    filters: { [l10n.t('Checkpoints')]: [extension] },
  });
  return uri?.fsPath;
}

/** What a file can be made into: the whole of it in another format, or a part of it. */
function formatsFor(from: string): FormatItem[] {
  return formats().filter(({ suffix, extension }) => suffix || !isOfFormat(from, extension));
}

function isOfFormat(file: string, extension: FormatItem['extension']): boolean {
  return file.endsWith('.safetensors') ? extension === 'safetensors' : extension === 'pth';
}

function formats(): FormatItem[] {
  return [
    {
      label: 'PyTorch',
      description: '.pth',
      detail: l10n.t(
        'The whole checkpoint, from which the official code can resume. Converting it back gives the same file.',
      ),
      extension: 'pth',
      options: {},
    },
    {
      label: 'safetensors',
      description: '.safetensors',
      detail: l10n.t('The whole checkpoint, as training writes it.'),
      extension: 'safetensors',
      options: {},
    },
    {
      label: l10n.t('Encoder for fine-tuning'),
      description: '.pth',
      detail: l10n.t('Without decoder and optimiser, under the names of the official code.'),
      suffix: '-encoder',
      extension: 'pth',
      options: { encoderOnly: true },
    },
    {
      label: l10n.t('Encoder for timm'),
      description: '.safetensors',
      detail: l10n.t('Without decoder and optimiser, under the names of timm.'),
      suffix: '-timm',
      extension: 'safetensors',
      options: { encoderOnly: true, names: 'timm' },
    },
    {
      label: 'ONNX',
      description: '.onnx',
      detail: l10n.t('The network of the encoder or classifier, to run in other programs.'),
      extension: 'onnx',
      options: {},
    },
  ];
}
