import { commands } from 'vscode';

export async function openWalkthrough(): Promise<void> {
  await commands.executeCommand('workbench.action.openWalkthrough', 'mfm.mfm#start', false);
}
