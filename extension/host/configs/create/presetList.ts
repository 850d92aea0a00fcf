import { l10n, type QuickPickItem, QuickPickItemKind } from 'vscode';
import { tasksOf } from '../../../engine/config/tasks.js';
import { taskText } from '../../../engine/corruption/taskText.js';
import { grouped } from '../../../engine/text/format.js';
import { isDemo, isQuick, type Preset } from './presets.js';

/** A line of the list of presets, or what stands above some. */
export type PresetItem = QuickPickItem & { preset?: Preset };

/** The presets as a list to pick from: the demo, then by what they learn, those for any computer before the paper's. */
export function presetList(presets: readonly Preset[]): PresetItem[] {
  const groups = new Map<string, Preset[]>();
  for (const preset of [...presets].sort(byTaskAndSize)) {
    const title = titleOf(preset);
    groups.set(title, [...(groups.get(title) ?? []), preset]);
  }
  return [...groups].flatMap(([label, members]) => [
    { label, kind: QuickPickItemKind.Separator },
    ...members.map(preset => ({ label: preset.label, description: sizesOf(preset), preset })),
  ]);
}

const TASKS: readonly string[] = ['mfm', 'sr', 'deblur', 'denoise'];

function byTaskAndSize(a: Preset, b: Preset): number {
  const rank = (preset: Preset) => (isDemo(preset) ? -1 : TASKS.indexOf(tasksOf(preset.config.DATA)[0]!));
  const size = (preset: Preset) => (isQuick(preset) ? 0 : 1);
  return rank(a) - rank(b) || size(a) - size(b) || a.label.localeCompare(b.label, 'en', { numeric: true });
}

function titleOf(preset: Preset): string {
  if (isDemo(preset)) return l10n.t('Start here');
  const task = taskText(preset.config.DATA);
  return isQuick(preset)
    ? l10n.t('{0}: minutes on any computer', task)
    : l10n.t("{0}: the paper's settings, for GPUs", task);
}

/** What tells how much work it is. */
function sizesOf(preset: Preset): string {
  const { DATA, TRAIN } = preset.config;
  const pixels = l10n.t('{0} pixels', DATA.IMG_SIZE);
  if (isDemo(preset)) return l10n.t('{0}, {1}, minutes on any computer', taskText(DATA), pixels);
  if (isQuick(preset)) return pixels;
  return l10n.t('{0}, batch {1}', pixels, grouped(DATA.BATCH_SIZE * TRAIN.ACCUMULATION_STEPS));
}
