import { l10n, type MessageItem, window } from 'vscode';
import type { RunPlan, StepTime } from '../../protocol/workerApi.js';
import { settings } from '../common/settings.js';
import { pickUnusable } from '../images/pickUnusable.js';
import { type Decision, decisions } from './decisions.js';
import type { HeldRun } from './heldRun.js';
import { planDetail, planQuestion, type Verb } from './planText.js';

interface Choice extends MessageItem {
  decision: Decision;
}

/** What is asked about. */
export interface Question {
  plan: RunPlan;
  /** What the run folder holds already. */
  held: HeldRun;
  verb: Verb;
  /** How long steps take, where that is known. */
  stepTime?: StepTime;
}

/** Shows what will run and asks; `undefined` when the person gives up, or looks at a file that is left out. */
export async function confirmPlan({
  plan,
  held,
  verb,
  stepTime,
}: Question): Promise<Exclude<Decision, 'showLeftOut'> | undefined> {
  const choices = decisions(plan, { held, canInstall: couldInstall(plan) }).map(decision => choiceOf(decision, verb));
  const detail = planDetail(l10n, plan, held, stepTime);
  for (;;) {
    const chosen = await window.showInformationMessage(
      planQuestion(l10n, plan, verb),
      { modal: true, detail },
      ...choices,
    );
    if (chosen?.decision !== 'showLeftOut') return chosen?.decision;
    if (await pickUnusable(plan.imageFolder, plan.leftOut.files)) return undefined;
  }
}

function choiceOf(decision: Decision, verb: Verb): Choice {
  const titles: Record<Decision, string> = {
    start: verb === 'pretrain' ? l10n.t('Pretrain') : l10n.t('Fine-Tune'),
    startAgain: l10n.t('Start Again'),
    resume: l10n.t('Resume'),
    startNew: l10n.t('Start New Run'),
    install: l10n.t('Install TensorFlow First'),
    showLeftOut: l10n.t('Show Unusable Images'),
  };
  return { title: titles[decision], decision };
}

/** There is a TensorFlow for this system, and nobody chose against it. */
function couldInstall({ backend }: RunPlan): boolean {
  const hasTensorflow = process.platform === 'linux' && process.arch === 'x64';
  return backend === 'wasm' && settings.backend() === 'auto' && hasTensorflow;
}
