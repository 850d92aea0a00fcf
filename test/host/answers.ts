import * as vscode from 'vscode';

type Message = 'showInformationMessage' | 'showWarningMessage' | 'showErrorMessage';
type Item = string | vscode.MessageItem;

/** A message as it was shown. */
export interface Shown {
  message: string;
  detail?: string;
  buttons: string[];
}

/**
 * Answers messages in place of a person, who is not there in these tests: each with the button of that title, or with
 * none. Returns what was shown; `restore` gives the messages back to VS Code.
 */
export function answerMessages(kind: Message, answer: (shown: Shown) => string | undefined) {
  const shown: Shown[] = [];
  const original = vscode.window[kind];
  const show = async (message: string, ...rest: (vscode.MessageOptions | Item)[]): Promise<Item | undefined> => {
    const options = rest.find(
      (value): value is vscode.MessageOptions => typeof value === 'object' && !('title' in value),
    );
    const items = rest.filter((value): value is Item => value !== options);
    const titles = items.map(item => (typeof item === 'string' ? item : item.title));
    const one = { message, detail: options?.detail, buttons: titles };
    shown.push(one);
    return items[titles.indexOf(answer(one) ?? '')];
  };
  Object.assign(vscode.window, { [kind]: show });
  return { shown, restore: () => Object.assign(vscode.window, { [kind]: original }) };
}

/** Picks items of quick picks in place of a person while `body` runs. */
export async function picking<T>(choose: (labels: string[]) => number[], body: () => Thenable<T>): Promise<T> {
  const original = vscode.window.showQuickPick;
  const pick = async (items: vscode.QuickPickItem[], options?: vscode.QuickPickOptions) => {
    const picked = choose(items.map(({ label }) => label)).map(i => items[i]!);
    return options?.canPickMany ? picked : picked[0];
  };
  Object.assign(vscode.window, { showQuickPick: pick });
  try {
    return await body();
  } finally {
    Object.assign(vscode.window, { showQuickPick: original });
  }
}

/** Types into input boxes in place of a person while `body` runs: what the box then holds, or nothing for Escape. */
export async function typing<T>(type: (held: string) => string | undefined, body: () => Thenable<T>): Promise<T> {
  const original = vscode.window.showInputBox;
  Object.assign(vscode.window, { showInputBox: async ({ value = '' }: vscode.InputBoxOptions) => type(value) });
  try {
    return await body();
  } finally {
    Object.assign(vscode.window, { showInputBox: original });
  }
}
