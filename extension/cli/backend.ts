import { Option } from 'commander';
import { useRuntime } from '../engine/runtime/runtime.js';
import type { BackendName, ConsideredBackend } from '../tensorflow/select.js';

/** `--backend`, the same for every command that computes. */
export function backendOption(): Option {
  return new Option('--backend <name>', 'what computes (default: tensorflow where it is installed, else wasm)').choices(
    ['tensorflow', 'wasm'],
  );
}

/**
 * Starts the backend that was asked for, or else the best one, and says then which runs and why not a better one.
 * Throws UserError when the one that was asked for cannot run.
 */
export async function startBackend(wanted: BackendName | undefined, say: (sentence: string) => void): Promise<void> {
  const { chooseBackend } = await import('../tensorflow/select.js');
  const { runtime, considered } = await chooseBackend(wanted ?? 'auto');
  useRuntime(runtime);
  if (wanted === undefined) for (const backend of considered) say(sentenceOf(backend));
}

function sentenceOf({ name, ok, device, version, reason }: ConsideredBackend): string {
  return ok ? `Running on ${name} ${version} (${device}): ${reason}.` : `Not running on ${name}: ${reason}.`;
}
