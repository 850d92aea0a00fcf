import { basename } from 'node:path';
import { l10n, Uri, window, workspace } from 'vscode';
import { countImages } from '../../engine/data/countImages.js';
import { UserError } from '../../engine/errors.js';
import type { App } from '../app/app.js';
import { askForFile, folderFor, freeFile } from '../configs/create/newConfigFile.js';
import type { Preset } from '../configs/create/presets.js';
import { pickImageFolder } from '../images/pickImageFolder.js';

/** The answers to the questions of the command, each of which is asked where it is not given. */
export interface NewConfigAnswers {
  /** 'vit_small', 'small/vit_mfm' */
  preset?: string;
  /** Folder of images, absolute. */
  images?: string;
  /** Where to save the config, absolute; a number is added if that file exists. */
  file?: string;
}

/** Makes a config out of a preset and a folder of images, and opens it. Resolves to its Uri, or to nothing. */
export async function newConfig(app: App, ...args: unknown[]): Promise<Uri | undefined> {
  const given = answersIn(args[0]);
  // They parse YAML, which is loaded when it is needed.
  const { readPresets } = await import('../configs/create/presets.js');
  const presets = await readPresets(Uri.joinPath(app.extensionUri, 'examples', 'configs').fsPath);
  const preset = given.preset ? named(presets, given.preset) : await pickPreset(presets);
  const images =
    preset &&
    (given.images ?? (await pickImageFolder(l10n.t('New Config (2/3)'), l10n.t('The folder of training images'))));
  if (!preset || !images) return undefined;
  const folder = folderFor(images);
  const file = given.file ? freeFile(given.file) : await askForFile(basename(preset.name), images, folder);
  if (!file) return undefined;
  const { fillPreset } = await import('../configs/create/fillPreset.js');
  const { fitToImages } = await import('../configs/create/fitToImages.js');
  const text = fitToImages(preset, (await countImages(images)).images);
  const uri = Uri.file(file);
  await workspace.fs.writeFile(uri, Buffer.from(fillPreset(text, images, file, folder?.uri.fsPath)));
  await window.showTextDocument(await workspace.openTextDocument(uri));
  return uri;
}

/** From a menu, commands get other things than answers. */
function answersIn(argument: unknown): NewConfigAnswers {
  const isPlain = typeof argument === 'object' && argument !== null && !(argument instanceof Uri);
  return isPlain ? (argument as NewConfigAnswers) : {};
}

function named(presets: Preset[], name: string): Preset {
  const found = presets.find(preset => preset.name === name);
  if (found) return found;
  const names = presets.map(preset => preset.name).join(', ');
  throw new UserError(l10n.t('There is no preset {0}; the presets are {1}.', name, names));
}

async function pickPreset(presets: Preset[]): Promise<Preset | undefined> {
  const { presetList } = await import('../configs/create/presetList.js');
  const picked = await window.showQuickPick(presetList(presets), {
    title: l10n.t('New Config (1/3)'),
    placeHolder: l10n.t('What to pre-train'),
    matchOnDescription: true,
  });
  return picked?.preset;
}
