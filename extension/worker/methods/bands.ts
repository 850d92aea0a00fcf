import { join } from 'node:path';
import { bandLoss } from '../../engine/inspect/spectrum/bandLoss.js';
import { predictionSpread } from '../../engine/inspect/spectrum/spread.js';
import { RunFolder } from '../../engine/runs/runFolder.js';
import { readSamples } from '../../engine/runs/sampleFiles.js';
import { sampleName } from '../../engine/runs/sampleNames.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { SampleBands } from '../../protocol/runPage.js';
import type { WorkerApi } from '../../protocol/workerApi.js';

/**
 * The losses per frequency band at these steps, in their order. What cannot be read is left out: a run may be removed. Needs
 * no backend.
 */
export async function bands(
  { run, steps }: WorkerApi['bands']['params'],
  { signal }: CallContext<never>,
): Promise<SampleBands[]> {
  const folder = RunFolder.open(run).samplesDir;
  const found: SampleBands[] = [];
  for (const step of steps) {
    signal.throwIfAborted();
    // Between two files other calls have their turn.
    const one = await bandsOf(join(folder, sampleName(step)), step);
    if (one) found.push(one);
  }
  return found;
}

async function bandsOf(file: string, step: number): Promise<SampleBands | undefined> {
  const content = await readSamples({ file, step }).catch(() => undefined);
  if (!content) return undefined;
  const { epoch, samples } = content;
  return { step, epoch, ...bandLoss(samples), spread: predictionSpread(samples) };
}
