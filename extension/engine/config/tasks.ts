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
  return tasks.length === 1 || data.TASKS_MODE === 'chain' ? 'all' : 'some';
}

/** The tasks of one image: all of them in a chain, one of them when they are drawn. A single task needs no draw. */
export function drawTasks(data: Config['DATA'], random: Random): readonly Task[] {
  const tasks = tasksOf(data);
  if (tasks.length === 1 || data.TASKS_MODE === 'chain') return tasks;
  const weights = data.TASKS_PROB.length > 0 ? data.TASKS_PROB : tasks.map(() => 1);
  return [tasks[random.weighted(weights)]!];
}
