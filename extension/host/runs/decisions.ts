import type { RunPlan } from '../../protocol/workerApi.js';
import type { HeldRun } from './heldRun.js';

/** What a person can decide before a run starts. */
export type Decision = 'start' | 'startAgain' | 'resume' | 'startNew' | 'install' | 'showLeftOut';

/** What is known besides the plan. */
export interface Circumstances {
  /** What the run folder holds already. */
  held: HeldRun;
  /** A faster backend could be installed. */
  canInstall: boolean;
}

/** What there is to decide, the usual thing first. */
export function decisions({ step, totalSteps, leftOut }: RunPlan, { held, canInstall }: Circumstances): Decision[] {
  const others: Decision[] = [
    ...(canInstall ? ['install' as const] : []),
    ...(leftOut.count > 0 ? ['showLeftOut' as const] : []),
  ];
  if (held === 'nothing') return ['start', ...others];
  if (held === 'curve') return ['startAgain', 'startNew', ...others];
  return step < totalSteps ? ['resume', 'startNew', ...others] : ['startNew', ...others];
}
