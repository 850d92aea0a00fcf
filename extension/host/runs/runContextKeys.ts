import { setContextKey } from '../common/contextKeys.js';
import { isLive, isResumable, isRunning, type Run } from './run.js';

/** Says which commands have something to act on. */
export function setRunContextKeys(runs: readonly Run[]): void {
  setContextKey('mfm.hasRuns', runs.length > 0);
  setContextKey('mfm.hasSeveralRuns', runs.length > 1);
  setContextKey('mfm.hasLiveRuns', runs.some(isLive));
  setContextKey('mfm.hasRunningRuns', runs.some(isRunning));
  setContextKey('mfm.hasResumableRuns', runs.some(isResumable));
  setContextKey(
    'mfm.hasCheckpoints',
    runs.some(({ summary }) => summary.checkpoints > 0),
  );
}
