import { type ClassEvaluation, readClassEvaluation, shownClasses } from '../../engine/evaluation/classEvaluation.js';
import {
  readSegmentEvaluation,
  type SegmentEvaluation,
  shownSegments,
} from '../../engine/evaluation/segmentEvaluation.js';
import { MetricsReader } from '../../engine/runs/metricsColumns.js';
import { RunFolder } from '../../engine/runs/runFolder.js';
import { listSamples } from '../../engine/runs/sampleNames.js';
import type { RunClassTable } from '../../protocol/classTable.js';
import type { MetricSpec } from '../../protocol/metrics.js';
import type { SegmentedPlace } from '../../protocol/runPage.js';
import type { SegmentTable } from '../../protocol/segmentTable.js';
import type { UnusableImage } from '../../protocol/unusableImages.js';

/** What is known of a run's folder beyond its state, kept between the calls of a page. */
export class RunRecord {
  metrics: MetricsReader;
  /** Steps that have samples, rising. */
  samples: number[] = [];
  /** The images that it does without, as the page was told of them last, and the folder that they lie in. */
  unusable: { folder?: string; files: UnusableImage[] } = { files: [] };
  /** What it makes of classes, as the page was told last. */
  private evaluation?: Pick<ClassEvaluation, 'root'> & { shown: RunClassTable };
  /** What it makes of the classes of pixels, as the page was told last. */
  private segmented?: SegmentEvaluation;
  private readonly folder: RunFolder;

  /** @param measured what the run measures */
  constructor(
    dir: string,
    private measured: readonly MetricSpec[],
  ) {
    this.folder = RunFolder.open(dir);
    this.metrics = new MetricsReader(this.folder.metricsFile, measured);
  }

  /** Takes in what is new, all anew where the run measures something else since. @throws UserError when it cannot be read */
  async update(measured: readonly MetricSpec[]): Promise<void> {
    if (keysOf(measured) !== keysOf(this.measured)) {
      this.measured = measured;
      this.metrics = new MetricsReader(this.folder.metricsFile, measured, this.metrics.version + 1);
    }
    const [samples] = await Promise.all([listSamples(this.folder.samplesDir), this.metrics.update()]);
    this.samples = samples.map(({ step }) => step);
  }

  /** Reads anew which images it does without. */
  async listUnusable(): Promise<UnusableImage[]> {
    const state = await this.folder.readState();
    this.unusable = { folder: state?.start?.imageFolder, files: state?.skipped ?? [] };
    return this.unusable.files;
  }

  /** Reads anew what its newest evaluation found of each class. @throws UserError when it cannot be read */
  async readClasses(): Promise<RunClassTable | undefined> {
    const found = await readClassEvaluation(this.folder.evaluationFile);
    this.evaluation = found && {
      root: found.root,
      shown: { epoch: found.epoch, step: found.step, ...shownClasses(found) },
    };
    return this.evaluation?.shown;
  }

  /** An image of a pair of classes that the page was told of; undefined when there was another evaluation since. */
  confusedImage(step: number, pair: number, place: number): { folder: string; path: string } | undefined {
    const { root, shown } = this.evaluation ?? {};
    const path = shown?.step === step ? shown.confusions[pair]?.images[place] : undefined;
    return root !== undefined && path !== undefined ? { folder: root, path } : undefined;
  }

  /** Reads anew what its newest evaluation found of the classes of pixels. @throws UserError when it cannot be read */
  async readSegments(): Promise<SegmentTable | undefined> {
    this.segmented = await readSegmentEvaluation(this.folder.evaluationFile);
    return this.segmented && shownSegments(this.segmented);
  }

  /** An image of a class that the page was told of, and its mask; undefined when there was another evaluation since. */
  segmentedImage({ step, class: index, place }: Omit<SegmentedPlace, 'run'>): SegmentedFile | undefined {
    const { root, classes, step: newest } = this.segmented ?? {};
    const found = newest === step ? classes?.[index]?.worst[place] : undefined;
    return root !== undefined && found ? { folder: root, path: found.path, mask: found.mask } : undefined;
  }

  /** Its newest checkpoint, and after how many steps that was saved. */
  async newestCheckpoint(): Promise<{ file: string; step: number } | undefined> {
    return (await this.folder.checkpoints()).at(-1);
  }
}

/** An image and its mask, relative to a folder. */
interface SegmentedFile {
  folder: string;
  path: string;
  mask: string;
}

/** What rows of metrics depend on. */
function keysOf(metrics: readonly MetricSpec[]): string {
  return metrics.map(({ id, seldom }) => `${id} ${seldom ?? false}`).join('\n');
}
