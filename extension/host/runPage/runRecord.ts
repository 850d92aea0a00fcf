import { MetricsReader } from '../../engine/runs/metricsColumns.js';
import { RunFolder } from '../../engine/runs/runFolder.js';
import { listSamples } from '../../engine/runs/sampleNames.js';

/** What is known of a run's folder beyond its state, kept between the calls of a page. */
export class RunRecord {
  readonly metrics: MetricsReader;
  /** Steps that have samples, rising. */
  samples: number[] = [];
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
}
