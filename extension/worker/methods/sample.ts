import { join } from 'node:path';
import { UserError } from '../../engine/errors.js';
import { bandLoss } from '../../engine/inspect/spectrum/bandLoss.js';
import { weightedMean } from '../../engine/inspect/spectrum/bandRanges.js';
import { planarToRgb } from '../../engine/pictures/planar.js';
import { corruptionSentence, describeMask } from '../../engine/report/maskDescription.js';
import { type Panel, panelsOf } from '../../engine/report/samplePanels.js';
import { RunFolder } from '../../engine/runs/runFolder.js';
import { readSamples } from '../../engine/runs/sampleFiles.js';
import { sampleName } from '../../engine/runs/sampleNames.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { SamplePanel, SamplePictures } from '../../protocol/runPage.js';
import type { WorkerApi } from '../../protocol/workerApi.js';

/** Takes one sample apart. @throws UserError when there is no such sample or its file is damaged */
export async function sample(
  { run, step, image }: WorkerApi['sample']['params'],
  { signal }: Pick<CallContext<never>, 'signal'>,
): Promise<SamplePictures> {
  const file = join(RunFolder.open(run).samplesDir, sampleName(step));
  const { epoch, images, heldOut, samples } = await readSamples({ file, step }, image, 1);
  // Whoever drags a slider wants the last one only.
  signal.throwIfAborted();
  const [found] = samples;
  if (!found) throw new UserError(`The samples of step ${step} have no image ${image + 1}.`);
  const { path: name, width, height, mask } = found;
  const { loss, count } = bandLoss([found]);
  const description = describeMask(mask, width, height);
  const { shape, radii } = description;
  return {
    name,
    images,
    step,
    epoch,
    heldOut,
    width,
    height,
    corruption: corruptionSentence(found, description),
    mask: { shape, radii },
    loss: weightedMean(loss, count, 0, loss.length),
    panels: panelsOf(found).map(panel => shown(panel, width, height)),
  };
}

function shown({ name, values, spectrum, psnr }: Panel, width: number, height: number): SamplePanel {
  if (name === 'Error') return { name, error: values, spectrum };
  return { name, pixels: planarToRgb(values, width, height).data, spectrum, psnr };
}
