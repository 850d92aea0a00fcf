import { basename } from 'node:path';
import type { l10n } from 'vscode';
import { abbreviated, bytes, grouped, roughly, significant } from '../../engine/text/format.js';
import type { RunPlan, StepTime } from '../../protocol/workerApi.js';
import type { HeldRun } from './heldRun.js';
import { batchText } from './runText.js';

type Words = Pick<typeof l10n, 't'>;

/** A run that takes more of the machine's memory than this share may not be alone in needing it. */
const MUCH_MEMORY = 0.8;

/** A run of more days than this is likely not what somebody wanted of this computer. */
const MANY_SECONDS = 2 * 86400;

/** Unusable files that the question names; a button shows them all. */
const LISTED = 5;

/** What a run does to an encoder. */
export type Verb = 'pretrain' | 'finetune';

/** The question before a run starts. */
export function planQuestion(l10n: Words, plan: RunPlan, verb: Verb): string {
  return verb === 'pretrain' ? l10n.t('Pretrain {0}?', plan.model) : l10n.t('Fine-tune {0}?', plan.model);
}

/**
 * What will run, one fact a line, and what becomes of a run that its folder holds already.
 *
 * @param stepTime how long steps take; absent = nobody knows
 */
export function planDetail(l10n: Words, plan: RunPlan, held: HeldRun, stepTime?: StepTime): string {
  const seconds = stepTime && stepTime.begin + stepTime.seconds * (plan.totalSteps - plan.step);
  const memory = l10n.t('about {0} of {1}', bytes(plan.memoryBytes), bytes(plan.machineBytes));
  const facts = [
    [l10n.t('Images'), imagesText(l10n, plan)],
    [l10n.t('Task'), l10n.t('{0}, at {1} pixels', plan.task, plan.imageSize)],
    [l10n.t('Model'), l10n.t('{0}, {1} parameters', plan.model, abbreviated(plan.parameters))],
    ...(plan.pretrained ? [[l10n.t('Encoder'), encoderText(l10n, plan.pretrained)]] : []),
    [l10n.t('Batch'), batchText(plan.batchSize, plan.accumulation)],
    [l10n.t('Epochs'), grouped(plan.epochs)],
    [l10n.t('Steps'), stepsText(l10n, plan)],
    ...(seconds === undefined ? [] : [[l10n.t('Time'), l10n.t('about {0} of training', roughly(seconds))]]),
    [l10n.t('Learning rate'), l10n.t('{0} at its peak', significant(plan.learningRate))],
    [l10n.t('Computes with'), l10n.t('{0} on {1}: {2}', plan.backend, plan.device, plan.backendReason)],
    [plan.device.startsWith('GPU') ? l10n.t('Memory of the GPU') : l10n.t('Memory'), memory],
    [l10n.t('Folder'), plan.run],
  ];
  const paragraphs = [facts.map(([label, value]) => `${label}: ${value}`).join('\n')];
  if (plan.leftOut.count > 0) paragraphs.push(leftOutText(l10n, plan.leftOut));
  if (seconds !== undefined && seconds > MANY_SECONDS) {
    paragraphs.push(
      l10n.t('That is days on this computer: a smaller model, fewer epochs (TRAIN.EPOCHS) or a GPU would take less.'),
    );
  }
  if (plan.memoryBytes > MUCH_MEMORY * plan.machineBytes) {
    paragraphs.push(
      l10n.t('This may need more memory than there is: lower DATA.BATCH_SIZE or set TRAIN.USE_CHECKPOINT.'),
    );
  }
  if (held === 'curve') {
    paragraphs.push(
      l10n.t(
        'The folder holds a run of which no checkpoint was saved: training would begin again, and the old curve is kept aside there.',
      ),
    );
  }
  paragraphs.push(l10n.t('The run goes on when you close this window.'));
  return paragraphs.join('\n\n');
}

function imagesText(l10n: Words, { images, leftOut: { count } }: RunPlan): string {
  return count > 0 ? l10n.t('{0} of {1}', grouped(images), grouped(images + count)) : grouped(images);
}

/** Which files are left out, and why; the first of them. */
function leftOutText(l10n: Words, { count, files }: RunPlan['leftOut']): string {
  const shown = files.slice(0, LISTED);
  return [
    count === 1
      ? l10n.t('1 file is left out, because a first look at its bytes says that it is no image:')
      : l10n.t(
          '{0} files are left out, because a first look at their bytes says that they are no images:',
          grouped(count),
        ),
    ...shown.map(({ path, reason }) => `${path}: ${reason}`),
    ...(count > shown.length ? [l10n.t('… and {0} more', grouped(count - shown.length))] : []),
  ].join('\n');
}

function encoderText(l10n: Words, { file, report }: NonNullable<RunPlan['pretrained']>): string {
  const { loaded, missing, misfits } = report;
  const all = loaded.length + missing.length + misfits.length;
  return l10n.t('{0} of {1} tensors of {2}', grouped(loaded.length), grouped(all), basename(file));
}

function stepsText(l10n: Words, { totalSteps, stepsPerEpoch, resumedFrom, step }: RunPlan): string {
  const all = l10n.t('{0}, {1} an epoch', grouped(totalSteps), grouped(stepsPerEpoch));
  return resumedFrom ? l10n.t('{0}; {1} are done', all, grouped(step)) : all;
}
