import type { MetricsRecord } from '../../extension/engine/runs/metricsRecord.js';
import { RunFolder } from '../../extension/engine/runs/runFolder.js';

/** What a run measured of its steps, without what it measured now and then. */
export async function stepRecords(dir: string): Promise<MetricsRecord[]> {
  return (await RunFolder.open(dir).readMetrics()).filter(({ isSeldom }) => !isSeldom);
}
