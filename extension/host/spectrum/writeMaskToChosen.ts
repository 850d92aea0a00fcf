import { l10n, type TextDocument, ViewColumn, window, workspace } from 'vscode';
import { UserError } from '../../engine/errors.js';
import type { MaskSettings, WrittenConfig } from '../../protocol/spectrumPage.js';
import { findConfigs } from '../configs/documents/configFiles.js';
import { configItem } from '../configs/documents/configItem.js';
import { checkedMask } from './checkedMask.js';
import { configMask } from './configMask.js';
import { writeMask } from './writeMask.js';

/**
 * Asks for a config of the workspace, makes its mask cut so, and shows it, unsaved, beside the page. Bins are cycles per
 * image: they are those of the config's images whatever size they were measured at. Undefined when the person gives up.
 *
 * @throws UserError when there is no config, or the mask does not fit its images
 */
export async function writeMaskToChosen(wanted: MaskSettings): Promise<WrittenConfig | undefined> {
  const document = await chosenConfig();
  if (!document) return undefined;
  const own = configMask(document);
  const mask = checkedMask(wanted, own);
  const half = own.size / 2;
  if (mask.r1 >= half) {
    throw new UserError(
      l10n.t(
        'A radius of {0} bins lies outside the images of {1}, which have {2} pixels: choose one below {3}.',
        mask.r1,
        own.name,
        own.size,
        half,
      ),
    );
  }
  await writeMask(document, mask);
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true });
  return { name: own.name, size: own.size };
}

async function chosenConfig(): Promise<TextDocument | undefined> {
  const configs = await findConfigs();
  if (configs.length === 0)
    throw new UserError(l10n.t('There is no config in this workspace: make one with MFM: New Config.'));
  const picked = await window.showQuickPick(configs.map(configItem), {
    title: l10n.t('Write Mask'),
    placeHolder: l10n.t('The config that is to mask so'),
    matchOnDescription: true,
  });
  return picked && workspace.openTextDocument(picked.config);
}
