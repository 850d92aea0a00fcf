import { commands } from 'vscode';

/** Every context key of the extension, by what it says; `when` clauses of package.json use them. */
export interface ContextKeys {
  'mfm.isActive': boolean;
  'mfm.hasRuns': boolean;
  'mfm.hasSeveralRuns': boolean;
  'mfm.hasLiveRuns': boolean;
  'mfm.hasRunningRuns': boolean;
  'mfm.hasResumableRuns': boolean;
  'mfm.hasCheckpoints': boolean;
  'mfm.hasConfigs': boolean;
  'mfm.activeEditorIsConfig': boolean;
}

const known = new Map<keyof ContextKeys, boolean>();

/** Sets a context key, if that changes it. Only this function does. */
export function setContextKey<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  if (known.get(key) === value) return;
  known.set(key, value);
  void commands.executeCommand('setContext', key, value);
}
