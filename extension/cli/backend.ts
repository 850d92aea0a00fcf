import { Option } from 'commander';
import { useRuntime } from '../engine/runtime/runtime.js';

/** `--backend`, the same for every command that computes. */
export function backendOption(): Option {
  return new Option('--backend <name>', 'what computes (default: tensorflow where it is installed, else wasm)').choices(
    ['tensorflow', 'wasm'],
  );
}

export async function startBackend(choice: string | undefined, say: (sentence: string) => void): Promise<void> {
  const library = process.env['MFM_LIBTENSORFLOW'];
  if (choice !== 'wasm' && library) {
    const { createTensorflowRuntime } = await import('../tensorflow/runtime.js');
    useRuntime(await createTensorflowRuntime({ library }));
  } else {
    const { createWasmRuntime } = await import('../engine/runtime/wasm.js');
    useRuntime(await createWasmRuntime());
  }
  say('');
}
