import * as vscode from 'vscode';

/** What a person would have been asked, and what a person who wants everything would have answered. */
export interface Agreement {
  /** The errors and warnings that were shown. */
  refusals: string[];
  /** Gives the questions back to VS Code. */
  restore: () => void;
}

/** Where a person who agrees to everything puts and finds files. */
interface Places {
  folder: vscode.Uri;
  file: vscode.Uri;
}

/**
 * Answers all questions in place of a person, who is not there in these tests: takes the item number `pick` of every
 * list, the first button of every message, the given places, and the text that stands in an input.
 */
export function agreeToAll({ folder, file }: Places, pick = 0): Agreement {
  const refusals: string[] = [];
  const button = async (_: string, ...rest: unknown[]) =>
    rest.find(item => typeof item === 'string' || (typeof item === 'object' && item !== null && 'title' in item));
  const refusal = async (message: string, ...rest: unknown[]) => {
    refusals.push(message);
    return rest.includes('Manage Workspace Trust') ? undefined : button(message, ...rest);
  };
  const answers = {
    showInformationMessage: button,
    showWarningMessage: refusal,
    showErrorMessage: refusal,
    async showQuickPick(items: unknown[] | Promise<unknown[]>, options?: vscode.QuickPickOptions) {
      const kinds = vscode.QuickPickItemKind;
      const offered = (await items).filter(item => (item as vscode.QuickPickItem).kind !== kinds.Separator);
      const picked = offered[Math.min(pick, offered.length - 1)];
      return options?.canPickMany ? [picked] : picked;
    },
    showInputBox: async (options?: vscode.InputBoxOptions) => options?.value,
    showOpenDialog: async (options?: vscode.OpenDialogOptions) => [options?.canSelectFolders ? folder : file],
    showSaveDialog: async (options?: vscode.SaveDialogOptions) => options?.defaultUri,
  };
  const names = Object.keys(answers) as (keyof typeof answers)[];
  const originals = Object.fromEntries(names.map(name => [name, vscode.window[name]]));
  Object.assign(vscode.window, answers);
  return { refusals, restore: () => Object.assign(vscode.window, originals) };
}
