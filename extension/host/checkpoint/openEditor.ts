import { commands, type Uri } from 'vscode';

/** The custom editor, as package.json names it. */
export const VIEW_TYPE = 'mfm.checkpoint';

/** Opens a file in the checkpoint editor, or shows the editor that it is open in. */
export async function openCheckpointEditor(uri: Uri): Promise<void> {
  await commands.executeCommand('vscode.openWith', uri, VIEW_TYPE);
}
