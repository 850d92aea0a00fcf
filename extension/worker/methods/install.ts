import { bytes } from '../../engine/text/format.js';
import type { CallContext } from '../../protocol/rpc.js';
import type { InstallStatus } from '../../protocol/workerApi.js';
import { installTensorflow } from '../../tensorflow/install/install.js';
import type { InstallProgress } from '../../tensorflow/install/progress.js';

const phases: Record<InstallProgress['phase'], string> = {
  wait: 'Waiting for another process that installs TensorFlow',
  download: 'Downloading TensorFlow',
  verify: 'Checking the download',
  unpack: 'Unpacking TensorFlow',
};

/**
 * Installs TensorFlow into the user's cache; a call that is cancelled leaves nothing behind.
 *
 * @throws UserError as `installTensorflow`
 */
export async function install(
  { gpu }: { gpu: boolean },
  { signal, progress }: CallContext<InstallStatus>,
): Promise<{ library: string; version?: string }> {
  const { library, version } = await installTensorflow({ gpu, signal, onProgress: p => progress(statusOf(p)) });
  return { library, version };
}

function statusOf({ phase, done, total }: InstallProgress): InstallStatus {
  const amount = total ? ` (${bytes(done)} of ${bytes(total)})` : done > 0 ? ` (${bytes(done)})` : '';
  return { message: `${phases[phase]}${amount}`, fraction: total ? done / total : undefined };
}
