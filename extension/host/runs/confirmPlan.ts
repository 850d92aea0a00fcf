import { l10n, type MessageItem, window } from 'vscode';
import type { RunPlan } from '../../protocol/workerApi.js';
import { settings } from '../settings.js';
import { planDetail, planQuestion } from './planText.js';

/** What the person decides on before a run starts. */
export type Decision = 'start' | 'resume' | 'startNew' | 'install';

interface Choice extends MessageItem {
  decision: Decision;
}

/** Shows what will run and asks; `undefined` when the person gives up. `isTaken`: the run folder holds a run already. */
export async function confirmPlan(plan: RunPlan, isTaken: boolean): Promise<Decision | undefined> {
  const choices = [...starts(plan, isTaken), ...(couldInstall(plan) ? [installFirst()] : [])];
  const detail = planDetail(l10n, plan);
  const chosen = await window.showInformationMessage(planQuestion(l10n, plan), { modal: true, detail }, ...choices);
  return chosen?.decision;
}

function starts({ step, totalSteps }: RunPlan, isTaken: boolean): Choice[] {
  if (!isTaken) return [{ title: l10n.t('Pretrain'), decision: 'start' }];
  const startNew: Choice = { title: l10n.t('Start New Run'), decision: 'startNew' };
  return step < totalSteps ? [{ title: l10n.t('Resume'), decision: 'resume' }, startNew] : [startNew];
}

function installFirst(): Choice {
  return { title: l10n.t('Install TensorFlow First'), decision: 'install' };
}

/** There is a TensorFlow for this system, and nobody chose against it. */
function couldInstall({ backend }: RunPlan): boolean {
  const hasTensorflow = process.platform === 'linux' && process.arch === 'x64';
  return backend === 'wasm' && settings.backend() === 'auto' && hasTensorflow;
}
