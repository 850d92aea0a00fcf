/** The networks of the study; `docs/study/configs` has a config of pre-training and one of fine-tuning for each. */
export const networks = ['vit', 'resnet'] as const;
export type Network = (typeof networks)[number];

/** How an encoder is pre-trained. 'none': not at all. */
export const recipes = ['none', 'both', 'low', 'high', 'sr', 'deblur', 'denoise', 'combined'] as const;

/** What differs from the ViT's config, a thing at a time. */
export const ablations: Readonly<Record<string, Overrides>> = {
  'radius-2': [['DATA.MASK_RADIUS1', '2']],
  'radius-3': [['DATA.MASK_RADIUS1', '3']],
  'radius-6': [['DATA.MASK_RADIUS1', '6']],
  'radius-8': [['DATA.MASK_RADIUS1', '8']],
  'ratio-0.25': [['DATA.SAMPLE_RATIO', '0.25']],
  'ratio-0.75': [['DATA.SAMPLE_RATIO', '0.75']],
  'gamma-0.5': [['MODEL.FREQ_LOSS.LOSS_GAMMA', '0.5']],
  'gamma-2': [['MODEL.FREQ_LOSS.LOSS_GAMMA', '2']],
  'whole-target': [['MODEL.RECOVER_TARGET_TYPE', 'normal']],
  'epochs-1': [
    ['TRAIN.EPOCHS', '1'],
    ['TRAIN.WARMUP_EPOCHS', '0'],
  ],
  'epochs-6': [['TRAIN.EPOCHS', '6']],
};

/** Config keys and their values, as mfm takes them after a config. */
export type Overrides = readonly (readonly [key: string, value: string])[];

/** Labels of each class that are fine-tuned on, and with how many passes over them. */
export type FewLabels = Readonly<Record<number | 'all', number>>;

/** One encoder, pre-trained by one recipe from one seed, and what it is worth: well under an hour on two cores. */
export interface Cell {
  /** 'vit-both-0' */
  id: string;
  network: Network;
  recipe: string;
  seed: number;
  overrides: Overrides;
  /** Probed and fine-tuned with classes of images, probed alone, or fine-tuned with those of pixels. */
  asks: 'everything' | 'probes' | 'segments';
}

/** How much is done in every cell. */
export interface Sizes {
  /** Added to every command that trains. */
  overrides: Overrides;
  /** Steps after which an encoder that learns nothing is saved: its batch norms have seen images then. */
  untrainedSteps: number;
  labels: FewLabels;
  /** Added to those of the cells that segment. */
  segmenting: Overrides;
  /** Labels of each class that neighbours and linear probes have. */
  probeLabels: number;
  /** Images that corruptions and filters are measured with. */
  robustnessImages: number;
}

export interface Plan {
  cells: Cell[];
  sizes: Sizes;
}

/** Seeds after 0. */
const LATER = [1, 2];

/** What the study asks first: is it better than nothing? */
const question: readonly string[] = ['none', 'both'];

/**
 * The whole study, in the order in which it tells most if it is interrupted: whether pre-training helps at all, and how far seeds
 * differ; then every recipe and ablation once; then the other seeds.
 */
export function wholePlan(): Plan {
  const main = (names: readonly string[], seeds: readonly number[]) =>
    seeds.flatMap(seed => networks.flatMap(network => names.map(recipe => mainCell(network, recipe, seed))));
  const segmented = (seeds: readonly number[]) =>
    seeds.flatMap(seed => question.map(recipe => segmentCell(recipe, seed)));
  // How far seeds differ is known from the others.
  const ablated = Object.entries(ablations).map(([name, overrides]): Cell => {
    return { id: `vit-${name}-0`, network: 'vit', recipe: name, seed: 0, overrides, asks: 'probes' };
  });
  const others = recipes.filter(recipe => !question.includes(recipe));
  return {
    cells: [
      ...main(question, [0, ...LATER]),
      ...main(others, [0]),
      ...segmented([0]),
      ...ablated,
      ...main(others, LATER),
      ...segmented(LATER),
    ],
    sizes: {
      overrides: [],
      untrainedSteps: 50,
      labels: { 100: 10, 1000: 3, all: 1 },
      segmenting: [],
      probeLabels: 1000,
      robustnessImages: 250,
    },
  };
}

/** Three cells of a few steps: whether the study works, and nothing else. */
export function quickPlan(): Plan {
  return {
    cells: [mainCell('vit', 'both', 0), { ...mainCell('resnet', 'none', 0), asks: 'probes' }, segmentCell('both', 0)],
    sizes: {
      overrides: [
        ['DATA.BATCH_SIZE', '4'],
        ['TRAIN.WARMUP_EPOCHS', '0'],
      ],
      untrainedSteps: 2,
      labels: { 2: 1, all: 1 },
      segmenting: [['TRAIN.EPOCHS', '2']],
      probeLabels: 7,
      robustnessImages: 4,
    },
  };
}

function mainCell(network: Network, recipe: string, seed: number): Cell {
  return { id: `${network}-${recipe}-${seed}`, network, recipe, seed, overrides: [], asks: 'everything' };
}

function segmentCell(recipe: string, seed: number): Cell {
  return { id: `pets-${recipe}-${seed}`, network: 'vit', recipe, seed, overrides: [], asks: 'segments' };
}

/** The config of an encoder's pre-training, below `docs/study/configs`. */
export function configOf({ network, recipe, asks }: Cell): string {
  if (asks === 'segments') return 'vit_pets.yaml';
  const isOwn = (recipes as readonly string[]).includes(recipe) && recipe !== 'none' && recipe !== 'both';
  return isOwn ? `${network}_${recipe}.yaml` : `${network}.yaml`;
}

/** Every n-th cell: what one of n machines does. @param index from 1 */
export function shardOf(cells: readonly Cell[], { index, of }: { index: number; of: number }): Cell[] {
  return cells.filter((_, i) => i % of === index - 1);
}
