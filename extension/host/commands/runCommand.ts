import { commands } from 'vscode';
import type { CommandId } from './table.js';

/** Runs a command of the extension by its id, as a click would; failures are shown, not thrown. */
export function runCommand(id: CommandId, ...args: unknown[]): Thenable<unknown> {
  return commands.executeCommand(id, ...args);
}
