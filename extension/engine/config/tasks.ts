import type { Random } from '../random.js';
import type { Config } from './schema.js';

/** What is taken from an image, to be predicted. */
export type Task = Config['DATA']['FILTER_TYPE'];

/** The tasks of a config: DATA.TASKS, or else DATA.FILTER_TYPE alone. */
export function tasksOf(data: Config['DATA']): readonly Task[] {
  return data.TASKS.length > 0 ? data.TASKS : [data.FILTER_TYPE];
}

/** Whether the encoder may see an image that was degraded in its pixels, before any frequency mask. */
export function degrades(data: Config['DATA']): boolean {
  return tasksOf(data).some(task => task !== 'mfm');
}

/** Which images the frequency mask applies to. */
export function maskedImages(data: Config['DATA']): 'all' | 'some' | 'none' {
  const tasks = tasksOf(data);
  if (!tasks.includes('mfm')) return 'none';
  return isDrawn(data) ? 'some' : 'all';
}

/** The tasks of one image: all of them in a chain, one of them when they are drawn. A single task needs no draw. */
export function drawTasks(data: Config['DATA'], random: Random): readonly Task[] {
  const tasks = tasksOf(data);
  if (!isDrawn(data)) return tasks;
  const weights = data.TASKS_PROB.length > 0 ? data.TASKS_PROB : tasks.map(() => 1);
  return [tasks[random.weighted(weights)]!];
}

/** Images whose losses do not compare: by the frequencies that a mask leaves ('mfm' where all are masked alike), or by their task. */
export const lossKinds = ['low', 'high', 'mfm', 'sr', 'deblur', 'denoise'] as const;
export type LossKind = (typeof lossKinds)[number];

/** The kinds of images that a config has; none where all are of one. */
export function lossKindsOf(data: Config['DATA']): LossKind[] {
  const tasks = isDrawn(data) ? tasksOf(data) : tasksOf(data).filter(task => task === 'mfm');
  const isMixed = data.SAMPLE_RATIO > 0 && data.SAMPLE_RATIO < 1;
  const kinds = new Set(tasks.flatMap((task): LossKind[] => (task === 'mfm' && isMixed ? ['low', 'high'] : [task])));
  return kinds.size > 1 ? [...kinds] : [];
}

/** The kind of an image among those of its config, by the tasks that it was given. */
export function lossKindOf(tasks: readonly Task[], lowPass: boolean, kinds: readonly LossKind[]): number {
  const masked = lowPass ? 'low' : 'high';
  return kinds.findIndex(kind =>
    tasks.includes('mfm') ? kind === masked || kind === 'mfm' : tasks.some(task => task === kind),
  );
}

/** Whether each image has one of several tasks. */
function isDrawn(data: Config['DATA']): boolean {
  return tasksOf(data).length > 1 && data.TASKS_MODE !== 'chain';
}
