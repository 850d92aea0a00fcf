import { readSafetensors } from '../checkpoint/safetensors.js';
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
  /** `[height, width]`, shifted, 1 = kept; 0 everywhere for an image whose task has no mask. */
  mask: Float32Array;
  /** What the encoder saw, clipped to [0, 1]; absent in a run whose only task is the mask. */
  corrupted?: Float32Array;
  /** 'mfm', 'sr', 'deblur', 'denoise', or a chain of them such as 'deblur+mfm'. */
  task: string;
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
  const { metadata, tensors } = await readSafetensors(file);
  const shape = tensors.get('input')?.shape ?? [];
  const [count = 0, channels, height = 0, width = 0] = shape;
  const fits = (name: string, wanted: number[], isOptional = false) => {
    const found = tensors.get(name);
    return found ? `${found.shape}` === `${wanted}` : isOptional;
  };
  const isWhole = fits('prediction', shape) && fits('corrupted', shape, true);
  if (shape.length !== 4 || channels !== 3 || !isWhole || !fits('mask', [count, height, width], true)) {
    throw new UserError(`${file} is not a file of samples: its tensors have other shapes; remove it.`);
  }
  const [inputs, predictions, masks, corrupted] = ['input', 'prediction', 'mask', 'corrupted'].map(name => {
    const found = tensors.get(name);
    return found && toFloat32(found);
  });
  const [paths, tasks] = [readTexts(metadata['paths']), readTexts(metadata['task'])];
  const of = (values: Float32Array, i: number) =>
    values.slice((i * values.length) / count, ((i + 1) * values.length) / count);
  const samples = Array.from({ length: count }, (_, i) => ({
    path: String(paths[i] ?? `photograph ${i + 1}`),
    width,
    height,
    input: of(inputs!, i).map(value => value / 255),
    prediction: unnormalise(of(predictions!, i)),
    mask: masks ? of(masks, i) : new Float32Array(height * width),
    corrupted: corrupted && of(corrupted, i).map(value => value / 255),
    task: String(tasks[i] ?? 'mfm'),
  }));
  return { step, epoch: Number(metadata['epoch'] ?? Number.NaN), samples };
}

function readTexts(text = '[]'): unknown[] {
  try {
    const texts: unknown = JSON.parse(text);
    return Array.isArray(texts) ? texts : [];
  } catch {
    return [];
  }
}
