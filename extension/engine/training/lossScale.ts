import type { MetricSpec, MetricValues } from '../../protocol/metrics.js';
import type { LossScaleState } from '../checkpoint/progress.js';

const START = 2 ** 16;
/** Updates without an overflow after which the scale is doubled. */
const INTERVAL = 2000;
/** Where a gradient overflows at this scale, it does not because of the scale. */
const LEAST = 1;

/** What is measured of it. */
export const lossScaleMetrics: readonly MetricSpec[] = [
  { id: 'lossScale', label: 'Loss scale', note: 'for gradients in float16', exact: true, log: true },
  { id: 'skipped', label: 'Skipped updates', note: 'their gradients overflowed', exact: true },
];

/**
 * A factor of the loss that keeps gradients within what float16 can hold, with the rule and the numbers of PyTorch's GradScaler
 * (Micikevicius et al. 2018, section 3.2): where a gradient overflows, its update is skipped and the factor halved; when none did for
 * long, it is doubled.
 */
export class LossScale {
  state: LossScaleState = { scale: START, streak: 0, skipped: 0, overflowed: false };

  /** As a run's metrics have it. */
  get values(): MetricValues {
    const { scale, skipped } = this.state;
    return { lossScale: scale, skipped };
  }

  /** Whether scaling cannot help any more. */
  get isExhausted(): boolean {
    return this.state.scale < LEAST;
  }

  /** Forgets what became of gradients that are no longer summed up. */
  forget(): void {
    this.state = { ...this.state, overflowed: false };
  }

  /**
   * Takes in what became of a gradient.
   *
   * @param updates whether an update was to follow it
   * @returns whether it may be used
   */
  take(finite: boolean, updates: boolean): boolean {
    const { scale, streak, skipped } = this.state;
    const overflowed = this.state.overflowed || !finite;
    if (!updates) this.state = { ...this.state, overflowed };
    else if (overflowed) this.state = { scale: scale / 2, streak: 0, skipped: skipped + 1, overflowed: false };
    else if (streak + 1 < INTERVAL) this.state = { ...this.state, streak: streak + 1 };
    else this.state = { ...this.state, scale: scale * 2, streak: 0 };
    return !overflowed;
  }
}
