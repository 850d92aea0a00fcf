import type { StartEvent } from '../../protocol/events.js';
import type { MetricSpec } from '../../protocol/metrics.js';
import type { Config } from '../config/schema.js';
import type { ImageFolder } from '../data/folder.js';
import { stepsPerEpoch } from '../data/loader.js';
import type { Method } from '../methods/method.js';
import { scheduleOf } from '../optimisation/schedule.js';
import { deviceText } from '../runtime/precision.js';
import { runtime } from '../runtime/runtime.js';

/** What a run is made of, as far as its description needs it. */
export interface RunParts {
  config: Config;
  folder: ImageFolder;
  /** Its parameters need not be initialised. */
  method: Pick<Method, 'kind' | 'views' | 'name' | 'encoder' | 'parameters'>;
  metrics: readonly MetricSpec[];
  /** The run folder. */
  run: string;
  /** Those that compute gradients (`trainingThreads`). */
  threads: number;
  /** Steps already done, and the checkpoint that holds them. */
  step: number;
  resumedFrom?: string;
  pretrained?: StartEvent['pretrained'];
  setAside?: string;
}

/** What will run, for people. Throws UserError when there are fewer images than a batch needs. */
export function describeRun({
  config,
  folder,
  method,
  metrics,
  run,
  threads,
  step,
  resumedFrom,
  pretrained,
  setAside,
}: RunParts): StartEvent {
  const steps = stepsPerEpoch(folder, config.DATA.BATCH_SIZE);
  const schedule = scheduleOf(config, steps);
  return {
    type: 'start',
    run,
    kind: method.kind,
    metrics,
    views: method.views,
    backend: runtime().name,
    device: deviceText(method.encoder, threads),
    model: method.name,
    parameters: method.parameters.count(),
    images: folder.entries.length,
    imageFolder: folder.root,
    batchSize: config.DATA.BATCH_SIZE,
    accumulation: config.TRAIN.ACCUMULATION_STEPS,
    stepsPerEpoch: steps,
    epochs: config.TRAIN.EPOCHS,
    totalSteps: schedule.total,
    learningRate: schedule.base,
    resumedFrom,
    step,
    pretrained,
    setAside,
  };
}
