import { array, number, string } from 'valibot';
import { readSafetensorsHeader } from '../checkpoint/safetensors.js';
import type { SafetensorsHeader } from '../checkpoint/safetensorsHeader.js';
import { toFloat32 } from '../checkpoint/tensorData.js';
import { messageOf, UserError } from '../errors.js';
import { parseJsonAs } from '../files/boundedJson.js';
import { readBytes, withFile } from '../files/fileBytes.js';
import { imagenetStatistics, type Statistics } from '../input/input.js';
import { unnormalise } from '../pictures/planar.js';
import { listSamples, type SampleName } from './sampleNames.js';

/** One photograph and what the model made of it at one step. Images are `[3, height, width]` pixels. */
export interface Sample {
  path: string;
  width: number;
  height: number;
  /** What the model shall make. */
  original: Float32Array;
  /** In [0, 1]: what the model was given, where more than the mask was done to the original. */
  input?: Float32Array;
  /** As the network gives it, un-normalised; [0, 1] may be left. */
  prediction: Float32Array;
  /** How the network sees the pixels of each channel. */
  statistics: Statistics;
  /** `[height, width]`, shifted, 1 = kept; all 1 where no frequencies were masked. */
  mask: Float32Array;
  /** 'mfm', 'sr', 'deblur', 'denoise', or a chain of them such as 'deblur+mfm'. */
  task: string;
  /** What was done to the image besides the mask, as a sentence, where that is known. */
  degradation?: string;
}

/** Samples of one step. */
export interface SampleStep {
  step: number;
  /** Finished epochs; NaN when the file does not say. */
  epoch: number;
  /** How many photographs the file has, of which fewer may have been read. */
  images: number;
  /** Whether these images are none that the run trains on; undefined when the file does not say. */
  heldOut?: boolean;
  samples: Sample[];
}

/** The steps that a report shows. */
export interface SampleSteps {
  shown: SampleStep[];
  /** How many steps have samples, and how many photographs each. */
  steps: number;
  photographs: number;
  /** Why files that should be among them cannot be read, in sentences. */
  problems: string[];
}

const maxSteps = 10;
const maxPhotographs = 8;
/** Larger images would take minutes to transform. */
const maxSide = 2048;
/** Read at once: 330 photographs of 224 x 224. */
const maxPixels = 2 ** 24;

/** Reads the first and last samples of a run and some between, evenly spaced. Damaged files are passed over, and named. */
export async function readSampleSteps(dir: string): Promise<SampleSteps> {
  const names = await listSamples(dir);
  const count = Math.min(maxSteps, names.length);
  const chosen = Array.from(
    { length: count },
    (_, i) => names[Math.round((i * (names.length - 1)) / Math.max(1, count - 1))]!,
  );
  const steps: SampleSteps = { shown: [], steps: names.length, photographs: 0, problems: [] };
  for (const name of chosen) {
    try {
      const step = await readSamples(name, 0, maxPhotographs);
      steps.shown.push(step);
      steps.photographs = Math.max(steps.photographs, step.images);
    } catch (error) {
      steps.problems.push(messageOf(error));
    }
  }
  return steps;
}

/**
 * Reads the samples of one step.
 *
 * @param first the first image to read, and `most` how many at most; by default as many as fit into memory
 * @throws UserError when the file is damaged or holds something else
 */
export async function readSamples({ file, step }: SampleName, first = 0, most = maxPixels): Promise<SampleStep> {
  const { metadata, tensors } = await readSafetensorsHeader(file);
  const { images, height, width } = layoutOf(file, tensors);
  const plane = height * width;
  const count = Math.max(0, Math.min(images - first, most, Math.floor(maxPixels / plane)));
  const [inputs, predictions, masks, corrupted] = await withFile(file, async handle => {
    const parts: (Float32Array | undefined)[] = [];
    for (const name of ['input', 'prediction', 'mask', 'corrupted']) {
      const part = tensors.get(name);
      if (part) {
        const bytes = part.bytes / images;
        const data = await readBytes(file, handle, part.offset + first * bytes, count * bytes);
        parts.push(toFloat32({ dtype: part.dtype, shape: [count, ...part.shape.slice(1)], data }));
      } else parts.push(undefined);
    }
    return parts;
  });
  const [paths, tasks, degradations] = ['paths', 'task', 'degradation'].map(name => readList(metadata[name])) as Lists;
  const statistics = statisticsOf(file, metadata);
  const of = (values: Float32Array, i: number) =>
    values.slice((i * values.length) / count, ((i + 1) * values.length) / count);
  const samples = Array.from({ length: count }, (_, i): Sample => {
    const image = first + i;
    const task = tasks[image] ?? 'mfm';
    // Of several tasks, an image may have one that takes no frequencies.
    const isMasked = masks && task.split('+').includes('mfm');
    return {
      path: paths[image] ?? `photograph ${image + 1}`,
      width,
      height,
      original: of(inputs!, i).map(value => value / 255),
      prediction: unnormalise(of(predictions!, i), statistics),
      statistics,
      mask: isMasked ? of(masks, i) : new Float32Array(plane).fill(1),
      input: corrupted && task !== 'mfm' ? of(corrupted, i).map(value => value / 255) : undefined,
      task,
      degradation: degradations[image] || undefined,
    };
  });
  const heldOut = metadata['held_out'] === undefined ? undefined : metadata['held_out'] === 'true';
  return { step, epoch: Number(metadata['epoch'] ?? Number.NaN), images, heldOut, samples };
}

/** How many images of which size a file has: before anything is read or allocated for them. */
function layoutOf(file: string, tensors: SafetensorsHeader['tensors']) {
  const shapeOf = (name: string) => tensors.get(name)?.shape ?? [];
  const shape = shapeOf('input');
  const [images = 0, channels, height = 0, width = 0] = shape;
  const fits = (name: string, wanted: number[]) => `${shapeOf(name)}` === `${wanted}`;
  const isWhole =
    shape.length === 4 &&
    channels === 3 &&
    fits('prediction', shape) &&
    (!tensors.has('mask') || fits('mask', [images, height, width])) &&
    (!tensors.has('corrupted') || fits('corrupted', shape));
  // Without a mask it must be said what else was done.
  if (!isWhole || (!tensors.has('mask') && !tensors.has('corrupted'))) {
    throw new UserError(`${file} is not a file of samples: its tensors have other shapes; remove it.`);
  }
  if (images === 0 || Math.min(height, width) === 0 || Math.max(height, width) > maxSide) {
    const size = `${images} images of ${height} x ${width} pixels`;
    throw new UserError(`${file} has ${size} where samples have sides of 1 to ${maxSide}; remove it.`);
  }
  return { images, height, width };
}

/** By which statistics the predictions are normalised; files that do not say it are older than the choice. */
function statisticsOf(file: string, metadata: Record<string, string>): Statistics {
  const [mean, std] = ['mean', 'std'].map(name => {
    const text = metadata[name];
    return text === undefined ? undefined : (parseJsonAs(array(number()), text, { depth: 1, values: 16 }) ?? []);
  });
  if (!mean && !std) return imagenetStatistics;
  if (mean?.length !== 3 || std?.length !== 3 || !std.every(value => value > 0)) {
    throw new UserError(
      `${file} is not a file of samples: its mean and std are not those of three channels; remove it.`,
    );
  }
  return { mean, std };
}

type Lists = [paths: string[], tasks: string[], degradations: string[]];

/** One text for each image; an empty list where there is none. */
function readList(text = '[]'): string[] {
  return parseJsonAs(array(string()), text, { depth: 1, values: 2 ** 20 }) ?? [];
}
