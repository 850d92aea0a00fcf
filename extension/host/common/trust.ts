import { commands, l10n, window, workspace } from 'vscode';
import { UserError } from '../../engine/errors.js';

/** What was asked for waits until the person trusts the workspace. */
export class UntrustedError extends UserError {}

/**
 * Has to be passed by everything that starts a process, talks to one, or writes a file. Hiding a command with
 * `enablement` is a courtesy: buttons, links and `executeCommand` do not look at it.
 *
 * @param sentence what waits, where that can be said better
 * @throws UntrustedError in a workspace that is not trusted
 */
export function requireTrust(
  sentence = l10n.t('This starts a process or writes a file: it waits until you trust this workspace.'),
): void {
  if (!workspace.isTrusted) throw new UntrustedError(sentence);
}

/** Says what waits for trust, with the way to give it: extensions cannot ask for it themselves. */
export async function offerTrust({ message }: UntrustedError): Promise<void> {
  const manage = l10n.t('Manage Workspace Trust');
  const pressed = await window.showWarningMessage(message, manage);
  if (pressed === manage) await commands.executeCommand('workbench.trust.manage');
}
