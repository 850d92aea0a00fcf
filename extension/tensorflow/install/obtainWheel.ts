import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { UserError } from '../../engine/errors.js';
import { downloadWheels } from './download.js';
import type { ProgressListener } from './progress.js';
import type { Flavour, Pins } from './release.js';
import { PACKAGES, VERSION } from './release.js';
import { wheelIdentity } from './wheel.js';

/**
 * Downloads the wheel of a flavour into the new folder `folder`.
 *
 * @throws UserError when pip fails, or brings another wheel than the pinned one
 */
export async function downloadWheel(
  flavour: Flavour,
  folder: string,
  options: { onProgress?: ProgressListener; signal?: AbortSignal },
  pins: Pins,
): Promise<string> {
  const pinned = Object.entries(pins).find(([name]) => wheelIdentity(name)?.name === PACKAGES[flavour]);
  const total = pinned?.[1].bytes;
  const [wheel] = await downloadWheels([`${PACKAGES[flavour]}==${VERSION}`], folder, { ...options, total });
  if (pinned && basename(wheel!) !== pinned[0]) {
    throw new UserError(
      `pip downloaded ${basename(wheel!)} instead of ${pinned[0]}: check which index it downloads from.`,
    );
  }
  return wheel!;
}

/**
 * The wheel that the user named, if any: as `option`, else in `MFM_TENSORFLOW_WHEEL`.
 *
 * @throws UserError when it is not there, or a wheel of something else
 */
export function namedWheel(flavour: Flavour, option: string | undefined): string | undefined {
  const named = option ?? process.env['MFM_TENSORFLOW_WHEEL'];
  if (!named) return undefined;
  const wheel = resolve(named);
  if (!statSync(wheel, { throwIfNoEntry: false })?.isFile()) {
    throw new UserError(`The wheel ${wheel} is not there: check --wheel or MFM_TENSORFLOW_WHEEL.`);
  }
  const identity = wheelIdentity(wheel);
  if (identity?.name !== PACKAGES[flavour] || identity.version !== VERSION) {
    throw new UserError(
      `${wheel} is not a wheel of ${PACKAGES[flavour]} ${VERSION}: download that one, or leave --wheel out.`,
    );
  }
  return wheel;
}
