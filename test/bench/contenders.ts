import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { root } from '../support/root.js';

/** One way to run the training step. */
export interface Contender {
  name: string;
  /** Measures `steps` steps of a preset's model ('vit_tiny') in a process of its own. */
  measure(model: string, steps: number, batch: number): Measurement | { failed: string };
  /** Takes as long as dozens of the others: one short measurement is enough. */
  slow?: boolean;
  /** Differs from the other only where there is attention over all tokens. */
  forViT?: boolean;
}

export interface Measurement {
  /** Of every step but the first two. */
  seconds: number[];
  /** From the start of the process's work to the end of its first step. */
  firstStep: number;
  peakBytes: number;
}

/** Every way that this machine has. PyTorch takes part when `python` (default: python3) can import torch. */
export function contenders(python: string): { present: Contender[]; absent: string[] } {
  const present: Contender[] = [];
  const absent: string[] = [];
  if (process.env['MFM_LIBTENSORFLOW']) present.push(ours('compiled'), ours('uncompiled'));
  else absent.push('compiled, uncompiled: libtensorflow is not installed (mfm setup)');
  const probe = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' });
  if (probe.status === 0) present.push(pytorch(python, false), pytorch(python, true));
  else absent.push(`PyTorch: ${python} cannot import torch (name another with --python)`);
  present.push(ours('wasm'));
  return { present, absent };
}

function ours(mode: 'compiled' | 'uncompiled' | 'wasm'): Contender {
  const script = fileURLToPath(new URL('./trainingStep.js', import.meta.url));
  return {
    name: mode,
    slow: mode === 'wasm',
    measure: (model, steps, batch) => child(process.execPath, [script, model, mode, String(steps), String(batch)]),
  };
}

function pytorch(python: string, fused: boolean): Contender {
  const script = `${root}test/bench/pytorch_step.py`;
  return {
    name: fused ? 'PyTorch, fused attention' : 'PyTorch',
    forViT: fused,
    measure: (model, steps, batch) => {
      const [task, network] = model.includes('/') ? model.split('/') : [undefined, model];
      const args = [
        '--model',
        network!,
        ...(task ? [`--${task}`] : []),
        '--steps',
        String(steps),
        '--batch',
        String(batch),
      ];
      return child(python, [script, ...args, ...(fused ? ['--sdpa'] : [])]);
    },
  };
}

/** Runs a program that prints a measurement as its last line. */
function child(command: string, args: string[]): Measurement | { failed: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (status === 0) return JSON.parse(last) as Measurement;
  const reason = stderr.split('\n').find(line => /error/i.test(line)) ?? `exit code ${status}`;
  return { failed: reason.trim() };
}
