import { bytes } from '../../engine/report/format.js';
import type { InstallProgress } from '../../tensorflow/install/progress.js';

const phases: Record<InstallProgress['phase'], string> = {
  wait: 'Waiting for another process that installs TensorFlow',
  download: 'Downloading TensorFlow',
  verify: 'Checking the download',
  unpack: 'Unpacking TensorFlow',
};

const barWidth = 24;

/** The progress of a set-up on stderr: a bar on a terminal; elsewhere a line for each phase and each quarter of it. */
export function installBar(): { show(progress: InstallProgress): void; end(): void } {
  const out = process.stderr;
  return out.isTTY ? bar(text => out.write(text)) : log(text => out.write(text));
}

function bar(write: (text: string) => void) {
  let drawn = '';
  let phase = '';
  return {
    show(progress: InstallProgress) {
      if (phase !== '' && phase !== progress.phase) write('\n');
      phase = progress.phase;
      const line = `\r${phases[progress.phase]} ${barOf(progress)}${amount(progress)}\x1b[K`;
      if (line !== drawn) write(line);
      drawn = line;
    },
    end() {
      if (drawn) write('\n');
      drawn = '';
    },
  };
}

function log(write: (text: string) => void) {
  let said = '';
  return {
    show(progress: InstallProgress) {
      const { phase, done, total } = progress;
      const quarter = total ? Math.floor((4 * done) / total) : 0;
      const key = `${phase} ${quarter}`;
      if (key === said) return;
      said = key;
      write(`${phases[phase]} ...${quarter > 0 ? ` ${25 * quarter} %` : ''}\n`);
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
