/** User settings under which a window shows and asks nothing by itself. */
export const quietSettings: Record<string, unknown> = {
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.enableExperiments': false,
  // What fades in is not there yet in a picture.
  'workbench.reduceMotion': 'on',
  'workbench.tips.enabled': false,
  // Where the pointer rests, a text that opens would lie over what a test clicks next. Those of the editor open as always.
  'workbench.hover.delay': 600_000,
  // Lines that stick to the top lie over those that a test clicks.
  'editor.stickyScroll.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'files.hotExit': 'off',
  'files.autoSave': 'off',
};
