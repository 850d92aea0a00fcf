/**
 * A quantity of a run: all that tables, charts and texts know of it. Nobody but who measures a metric knows it by its name.
 * A run's metrics come in the order in which they are shown.
 */
export interface MetricSpec {
  /** Names its values in events and in `metrics.jsonl`: a letter, then letters, digits and `_ . / -`; none of `reservedIds`. */
  id: string;
  /** For people: 'Learning rate'. */
  label: string;
  /** The same where there is little room: 'lr'. By default the label in small letters. */
  short?: string;
  /** Unit of what is shown, which is what was recorded over `per`: 'GB' for bytes over 1e9. */
  unit?: string;
  per?: number;
  /** What it is precisely, in a few words: 'L2, before clipping'. */
  note?: string;
  /** What is wished for. The first metric that says so is the run's primary one: it decides which checkpoint is the best. */
  better?: 'lower' | 'higher';
  /** Measured now and then, as at the end of an epoch, and not in every step. */
  seldom?: boolean;
  /** The metric that it is a part of: the same of some of a step's samples. A step without any has no value. */
  partOf?: string;
  /** Has none of the noise of batches, and is never smoothed. */
  exact?: boolean;
  /** Spans orders of magnitude, so that a logarithmic axis suits it. */
  log?: boolean;
  /** How a line of the terminal has it, where it must not change its width: four decimals, or three digits and a power of ten. */
  format?: 'fixed' | 'scientific';
  /** What early warnings take it for: how large the steps are, or the size of gradients, which should not jump. */
  role?: 'rate' | 'gradient';
  /** The config key of the value at which it is cut off. */
  limit?: string;
  /** Config keys, or the sections they are in, that say what is measured: where they differ, values do not compare. */
  definedBy?: string[];
  /** Its name in TensorBoard; by default the id. */
  tag?: string;
}

/** Values by the ids of their metrics. JSON has no NaN: what is not finite becomes null there. */
export type MetricValues = Record<string, number>;

/** What a run's page can have besides its curves and results. */
export const runViewNames = ['bands', 'samples', 'classes', 'segments'] as const;
export type RunViewName = (typeof runViewNames)[number];

/** What a run does: a name for programs, and one for people. */
export interface RunKind {
  name: string;
  label: string;
}

/** Keys of lines in a run's folder that mean something else. */
export const reservedIds: readonly string[] = [
  ...['type', 'epoch', 'step', 'totalSteps', 'imagesPerSecond', 'etaSeconds', 'memoryBytes', 'time'],
  ...['file', 'kind', 'best'],
];

/** What is measured of every step of every run, beside its metrics. */
export const paceMetrics: readonly MetricSpec[] = [
  { id: 'imagesPerSecond', label: 'Images/s', note: 'images per second' },
  { id: 'memoryBytes', label: 'Memory', unit: 'GB', per: 1e9, note: 'resident', exact: true },
];

/** The metric that decides which checkpoint is the best; undefined where a run has none that could. */
export function primaryOf(metrics: readonly MetricSpec[]): MetricSpec | undefined {
  return metrics.find(({ better }) => better) ?? metrics.find(({ seldom }) => !seldom);
}

/** Whether a value is better than another; anything is better than none. */
export function isBetter({ better }: MetricSpec, value: number, than: number | null | undefined): boolean {
  if (than === null || than === undefined || Number.isNaN(than)) return !Number.isNaN(value);
  return better === 'higher' ? value > than : value < than;
}

/** The metrics of several runs, each once. */
export function allMetrics(runs: readonly (readonly MetricSpec[])[]): MetricSpec[] {
  return runs.flat().filter(({ id }, i, all) => all.findIndex(other => other.id === id) === i);
}

/** An event as a line of JSON has it: its values under their ids, in the place of `values`. */
export function flat(event: { values: MetricValues }): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(event)) Object.assign(line, key === 'values' ? value : { [key]: value });
  return line;
}
