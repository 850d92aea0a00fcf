import { bytes } from '../../engine/text/format.js';
import type { InstallProgress } from '../../tensorflow/install/progress.js';
import { stderr } from '../terminal.js';

const phases: Record<InstallProgress['phase'], string> = {
  wait: 'Waiting for another process that installs TensorFlow',
  download: 'Downloading TensorFlow',
  verify: 'Checking the download',
  unpack: 'Unpacking TensorFlow',
};

const barWidth = 24;

/** The progress of a set-up on stderr: a bar on a terminal; elsewhere a line for each phase and each quarter of it. */
export function installBar(): { show(progress: InstallProgress): void; end(): void } {
  return stderr.isTTY ? bar() : log();
}

function bar() {
  let phase = '';
  return {
    show(progress: InstallProgress) {
      if (phase !== progress.phase) stderr.keep();
      phase = progress.phase;
      stderr.redraw(`${phases[progress.phase]} ${barOf(progress)}${amount(progress)}`);
    },
    end: () => stderr.keep(),
  };
}

function log() {
  let said = '';
  return {
    show({ phase, done, total }: InstallProgress) {
      const quarter = total ? Math.floor((4 * done) / total) : 0;
      const key = `${phase} ${quarter}`;
      if (key === said) return;
      said = key;
      stderr.line(`${phases[phase]} ...${quarter > 0 ? ` ${25 * quarter} %` : ''}`);
    },
    end() {},
  };
}

function barOf({ done, total }: InstallProgress): string {
  if (!total) return '';
  const filled = Math.round((barWidth * done) / total);
  return `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}] `;
}

function amount({ phase, done, total }: InstallProgress): string {
  if (phase === 'wait') return '...';
  return total ? `${bytes(done)} of ${bytes(total)}` : bytes(done);
}
