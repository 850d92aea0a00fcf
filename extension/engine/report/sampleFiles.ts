import { readSafetensors, readSafetensorsHeader } from '../checkpoint/safetensors.js';
import { toFloat32 } from '../checkpoint/tensorData.js';
import { UserError } from '../errors.js';
import { unnormalise } from '../pictures/planar.js';
import { listSamples, type SampleName } from '../runs/sampleNames.js';

/** One photograph and what the model made of it at one step. Images are `[3, height, width]` pixels. */
export interface Sample {
  path: string;
  width: number;
  height: number;
  /** The clean photograph, which is the target too. */
  input: Float32Array;
  /** As the network gives it, un-normalised; [0, 1] may be left. */
  prediction: Float32Array;
  /** `[height, width]`, shifted, 1 = kept; all 1 where no frequencies were masked. */
  mask: Float32Array;
  /** `[3, height, width]` in [0, 1]: what the model saw, where it is more than the mask that corrupted it. */
  corrupted?: Float32Array;
  /** 'mfm', 'sr', 'deblur', 'denoise', or a chain of them such as 'deblur+mfm'. */
  task: string;
  /** What was done to the image besides the mask, as a sentence, where that is known. */
  degradation?: string;
}

/** The samples of one step. */
export interface SampleStep {
  step: number;
  /** Finished epochs; NaN when the file does not say. */
  epoch: number;
  samples: Sample[];
}

/** The steps that a report shows. */
export interface SampleSteps {
  shown: SampleStep[];
  /** How many steps have samples, and how many photographs each. */
  steps: number;
  photographs: number;
}

const maxSteps = 10;
const maxPhotographs = 8;

/** Reads the first and last samples of a run and some between, evenly spaced. Damaged files are passed over. */
export async function readSampleSteps(dir: string): Promise<SampleSteps> {
  const names = await listSamples(dir);
  const count = Math.min(maxSteps, names.length);
  const chosen = Array.from(
    { length: count },
    (_, i) => names[Math.round((i * (names.length - 1)) / Math.max(1, count - 1))]!,
  );
  const read = await Promise.all(chosen.map(name => readSamples(name).catch(() => undefined)));
  const steps = read.filter(step => step !== undefined);
  return {
    shown: steps.map(step => ({ ...step, samples: step.samples.slice(0, maxPhotographs) })),
    steps: names.length,
    photographs: Math.max(0, ...steps.map(step => step.samples.length)),
  };
}

/** Reads all samples of one step. @throws UserError when the file is damaged or holds something else */
export async function readSamples({ file, step }: SampleName): Promise<SampleStep> {
  const held = (await readSafetensorsHeader(file)).tensors;
  const optional = ['mask', 'corrupted'].filter(name => held.has(name));
  const { metadata, tensors } = await readSafetensors(file, ['input', 'prediction', ...optional]);
  const { shape } = tensors.get('input')!;
  const [count = 0, channels, height = 0, width = 0] = shape;
  const isWhole = [...tensors].every(
    ([name, tensor]) => `${tensor.shape}` === `${name === 'mask' ? [count, height, width] : shape}`,
  );
  // Without a mask it must be said what else was done.
  if (shape.length !== 4 || channels !== 3 || !isWhole || optional.length === 0) {
    throw new UserError(`${file} is not a file of samples: its tensors have other shapes; remove it.`);
  }
  const [inputs, predictions, masks, corrupted] = ['input', 'prediction', 'mask', 'corrupted'].map(name =>
    tensors.has(name) ? toFloat32(tensors.get(name)!) : undefined,
  );
  const [paths, tasks, degradations] = ['paths', 'task', 'degradation'].map(name => readList(metadata[name])) as Lists;
  const of = (values: Float32Array, i: number) =>
    values.slice((i * values.length) / count, ((i + 1) * values.length) / count);
  const samples = Array.from({ length: count }, (_, i) => {
    const task = tasks[i] ?? 'mfm';
    // Of several tasks, an image may have one that takes no frequencies.
    const isMasked = masks && task.split('+').includes('mfm');
    return {
      path: paths[i] ?? `photograph ${i + 1}`,
      width,
      height,
      input: of(inputs!, i).map(value => value / 255),
      prediction: unnormalise(of(predictions!, i)),
      mask: isMasked ? of(masks, i) : new Float32Array(width * height).fill(1),
      corrupted: corrupted && task !== 'mfm' ? of(corrupted, i).map(value => value / 255) : undefined,
      task,
      degradation: degradations[i] || undefined,
    };
  });
  return { step, epoch: Number(metadata['epoch'] ?? Number.NaN), samples };
}

type Lists = [paths: string[], tasks: string[], degradations: string[]];

/** One text for each image; an empty list where there is none. */
function readList(text = '[]'): string[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
}
