import { type ClassEvaluation, readClassEvaluation, shownClasses } from '../../engine/evaluation/classEvaluation.js';
import { MetricsReader } from '../../engine/runs/metricsColumns.js';
import { RunFolder } from '../../engine/runs/runFolder.js';
import { listSamples } from '../../engine/runs/sampleNames.js';
import type { RunClassTable } from '../../protocol/classTable.js';
import type { MetricSpec } from '../../protocol/metrics.js';
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
}

/** What rows of metrics depend on. */
function keysOf(metrics: readonly MetricSpec[]): string {
  return metrics.map(({ id, seldom }) => `${id} ${seldom ?? false}`).join('\n');
}
