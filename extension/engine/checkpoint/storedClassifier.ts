import type { Config } from '../config/schema.js';
import { UserError } from '../errors.js';
import { type Classifier, createClassifier } from '../models/classifier.js';
import { requireLookingMemory } from '../models/lookingMemory.js';
import { openAveraged } from './averagedFile.js';
import { classesOf } from './classes.js';
import { loadTensors } from './loadModelState.js';
import { openFile, ownCheckpoint } from './open.js';
import { storedModel } from './storedModel.js';
import type { TensorFile } from './tensorFile.js';
import type { TensorSource } from './tensorSource.js';
import { wholeNetwork } from './wholeNetwork.js';

/** A classifier that a file holds, nothing of it read yet, and where its tensors are, by their official names. */
export interface StoredClassifier extends Classifier {
  sources: ReadonlyMap<string, TensorSource>;
}

/** The classifier of a file that has all of it under the official names. */
export function storedClassifier(opened: TensorFile, config: Config): StoredClassifier | undefined {
  const classes = classesOf([...opened.tensors].map(([name, { shape }]) => ({ name, shape })));
  if (classes === undefined) return undefined;
  const classifier = createClassifier(config, classes);
  const sources = wholeNetwork(opened, classifier.parameters.stored);
  return sources && { ...classifier, sources };
}

/** A classifier that runs, and how its classes are called, as far as its file says. */
export interface LoadedClassifier {
  classifier: Classifier;
  config: Config;
  classNames?: readonly string[];
}

export interface LoadClassifierOptions {
  /** Describes the network; by default the file says it. */
  given?: Config;
  /** Takes the averages of its weights and not those that were trained. */
  average?: boolean;
}

/**
 * Loads a fine-tuned network: of ours, or official.
 *
 * @param images that will be run at once
 * @throws UserError when the file holds none, another one, or one that does not fit into memory
 */
export async function loadClassifier(
  file: string,
  images: number,
  { given, average }: LoadClassifierOptions = {},
): Promise<LoadedClassifier> {
  const opened = await (average ? openAveraged(file) : openFile(file));
  const config = given ?? storedModel(opened).config;
  const classifier = storedClassifier(opened, config);
  if (!classifier) throw new UserError(`${file} ${lacking(opened)}`);
  requireLookingMemory(`${file} (${classifier.name})`, classifier, { images });
  await loadTensors(classifier.sources, classifier.parameters);
  const classNames = opened.kind === 'own' ? ownCheckpoint(opened).meta.classes : undefined;
  return { classifier, config, classNames };
}

/** What a file has instead of the classifier that was looked for. */
function lacking({ tensors }: TensorFile): string {
  const hasClasses = classesOf([...tensors].map(([name, { shape }]) => ({ name, shape }))) !== undefined;
  return hasClasses
    ? "holds a classifier of another network than the config's: name a checkpoint that was fine-tuned with such a config."
    : 'holds no classifier, only an encoder: fine-tune it first (mfm finetune), or measure its features with mfm knn.';
}
