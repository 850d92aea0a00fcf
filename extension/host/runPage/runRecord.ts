import { MetricsReader } from '../../engine/runs/metricsColumns.js';
import { RunFolder } from '../../engine/runs/runFolder.js';
import { listSamples } from '../../engine/runs/sampleNames.js';
import type { UnusableImage } from '../../protocol/unusableImages.js';

/** What is known of a run's folder beyond its state, kept between the calls of a page. */
export class RunRecord {
  readonly metrics: MetricsReader;
  /** Steps that have samples, rising. */
  samples: number[] = [];
  /** The images that it does without, as the page was told of them last, and the folder that they lie in. */
  unusable: { folder?: string; files: UnusableImage[] } = { files: [] };
  private readonly folder: RunFolder;

  constructor(dir: string) {
    this.folder = RunFolder.open(dir);
    this.metrics = new MetricsReader(this.folder.metricsFile);
  }

  /** Takes in what is new. @throws UserError when it cannot be read */
  async update(): Promise<void> {
    const [samples] = await Promise.all([listSamples(this.folder.samplesDir), this.metrics.update()]);
    this.samples = samples.map(({ step }) => step);
  }

  /** Reads anew which images it does without. */
  async listUnusable(): Promise<UnusableImage[]> {
    const state = await this.folder.readState();
    this.unusable = { folder: state?.start?.imageFolder, files: state?.skipped ?? [] };
    return this.unusable.files;
  }
}
