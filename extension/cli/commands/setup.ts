import { Command } from 'commander';
import type { Installation } from '../../tensorflow/install/install.js';
import { print, printJson } from '../output.js';
import { installBar } from '../progress/installBar.js';
import { untilInterrupted } from '../untilInterrupted.js';

interface SetupFlags {
  gpu?: boolean;
  wheel?: string;
  library?: string;
  json?: boolean;
}

/** `mfm setup`: installs libtensorflow into the user's cache. */
export function setupCommand(): Command {
  return new Command('setup')
    .summary('install TensorFlow')
    .description(
      'Installs the TensorFlow library into a cache of yours, from the official wheel, which your own pip downloads. Without it everything runs on WebAssembly, more slowly.',
    )
    .option('--gpu', "the flavour for NVIDIA GPUs, with NVIDIA's libraries (several GB)")
    .option('--wheel <file>', 'take it from this tensorflow wheel instead of downloading one')
    .option('--library <file>', 'use this libtensorflow_cc library where it is, and install nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(setupAction);
}

const examples = `
Ctrl-C ends it and leaves nothing half-installed.

Examples:
  mfm setup
  mfm setup --gpu
  mfm setup --library /opt/tensorflow/libtensorflow_cc.so.2`;

async function setupAction(flags: SetupFlags): Promise<void> {
  const { installTensorflow, rememberLibrary } = await import('../../tensorflow/install/install.js');
  if (flags.library !== undefined) {
    const library = await rememberLibrary(flags.library);
    if (flags.json) printJson({ library });
    else print(`TensorFlow will be loaded from ${library}.`);
    return;
  }
  const bar = installBar();
  await untilInterrupted(bar, 'Ending the set-up ...', async signal => {
    const installation = await installTensorflow({
      gpu: flags.gpu,
      wheel: flags.wheel,
      onProgress: bar.show,
      signal,
    });
    bar.end();
    if (flags.json) printJson(installation);
    else print(installedText(installation));
  });
}

function installedText({ version, flavour, library }: Installation): string {
  if (!flavour) return `TensorFlow is loaded from the library that you named: ${library}`;
  return `TensorFlow ${version} (${flavour === 'gpu' ? 'GPU and CPU' : 'CPU'}) is installed: ${library}`;
}
