import type { Config } from '../config/schema.js';
import { type Task, tasksOf } from '../config/tasks.js';

const names: Record<Task, string> = {
  mfm: 'masked frequencies',
  sr: 'super-resolution',
  deblur: 'deblurring',
  denoise: 'denoising',
};

/** What is asked of the network for an image, for people: 'masked frequencies or denoising', where each has one of several tasks. */
export function taskText(data: Config['DATA']): string {
  const tasks = tasksOf(data).map(task => names[task]);
  return tasks.join(data.TASKS_MODE === 'chain' ? ', then ' : ' or ');
}
