import type { RunPlan } from '../../protocol/workerApi.js';

/** What a person can decide before a run starts. */
export type Decision = 'start' | 'resume' | 'startNew' | 'install' | 'showLeftOut';

/** What is known besides the plan. */
export interface Circumstances {
  /** The run folder holds a run already. */
  isTaken: boolean;
  /** A faster backend could be installed. */
  canInstall: boolean;
}

/** What there is to decide, the usual thing first. */
export function decisions({ step, totalSteps, leftOut }: RunPlan, { isTaken, canInstall }: Circumstances): Decision[] {
  const others: Decision[] = [
    ...(canInstall ? ['install' as const] : []),
    ...(leftOut.count > 0 ? ['showLeftOut' as const] : []),
  ];
  if (!isTaken) return ['start', ...others];
  return step < totalSteps ? ['resume', 'startNew', ...others] : ['startNew', ...others];
}
