import { commands, type Uri } from 'vscode';

/** The custom editors, as package.json names them. Files for PyTorch belong to many programs: ours is an offer there. */
export const viewTypes = { own: 'mfm.checkpoint', pytorch: 'mfm.pytorchCheckpoint' } as const;

/** Opens a file in the checkpoint editor, or shows the editor that it is open in. */
export async function openCheckpointEditor(uri: Uri): Promise<void> {
  const viewType = uri.fsPath.endsWith('.safetensors') ? viewTypes.own : viewTypes.pytorch;
  await commands.executeCommand('vscode.openWith', uri, viewType);
}
