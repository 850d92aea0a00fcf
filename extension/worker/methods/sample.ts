import { join } from 'node:path';
import { UserError } from '../../engine/errors.js';
import { bandLoss } from '../../engine/inspect/bandLoss.js';
import { weightedMean } from '../../engine/inspect/bandRanges.js';
import { planarToRgb } from '../../engine/pictures/planar.js';
import { corruptionSentence, describeMask } from '../../engine/report/maskDescription.js';
import { readSamples, type SampleStep } from '../../engine/report/sampleFiles.js';
import { type Panel, panelsOf } from '../../engine/report/samplePanels.js';
import { RunFolder } from '../../engine/runs/runFolder.js';
import { sampleName } from '../../engine/runs/sampleNames.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { SamplePanel, SamplePictures } from '../../protocol/runPage.js';
import type { WorkerApi } from '../../protocol/workerApi.js';
import { withRuntime } from '../compute.js';

/** The file that was read last: a page asks for its images one after the other. */
let newest: { file: string; content: Promise<SampleStep> } | undefined;

/** Takes one sample apart. @throws UserError when there is no such sample or its file is damaged */
export async function sample(
  { run, step, image }: WorkerApi['sample']['params'],
  { signal }: CallContext<never>,
): Promise<SamplePictures> {
  return withRuntime(async () => {
    const { epoch, samples } = await read(join(RunFolder.open(run).samplesDir, sampleName(step)), step);
    const found = samples[image];
    if (!found) throw new UserError(`The samples of step ${step} have no image ${image + 1}.`);
    const { path: name, width, height, mask, input } = found;
    const { loss, count } = bandLoss([found]);
    const panels = (await panelsOf(found)).filter(({ name, values }) => name !== 'Target' || values !== input);
    const description = describeMask(mask, width, height);
    const { shape, radii } = description;
    return {
      name,
      images: samples.length,
      step,
      epoch,
      width,
      height,
      corruption: corruptionSentence(found, description),
      mask: { shape, radii },
      loss: weightedMean(loss, count, 0, loss.length),
      panels: panels.map(panel => shown(panel, width, height)),
    };
  }, signal);
}

function read(file: string, step: number): Promise<SampleStep> {
  if (newest?.file !== file) {
    const content = readSamples({ file, step });
    newest = { file, content };
    // A run that was resumed writes it again: it is kept for what is asked right after, and no longer.
    const forget = () => {
      if (newest?.content === content) newest = undefined;
    };
    content.then(() => setTimeout(forget, 2000).unref(), forget);
  }
  return newest.content;
}

function shown({ name, values, spectrum, psnr }: Panel, width: number, height: number): SamplePanel {
  if (name === 'Error') return { name, error: values, spectrum };
  return { name, pixels: planarToRgb(values, width, height).data, spectrum, psnr };
}
