import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Precision } from '../../extension/engine/runtime/runtime.js';
import { halfPrecision } from '../../extension/tensorflow/halfPrecision.js';
import { root } from '../support/root.js';

/** One way to run the training step. */
export interface Contender {
  name: string;
  precision: Precision;
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
  const { type: half, why } = halfPrecision(undefined);
  if (!half) absent.push(`anything in bfloat16: ${why}`);
  if (process.env['MFM_LIBTENSORFLOW']) {
    present.push(ours('compiled'), ...(half ? [ours('mixed')] : []), ours('uncompiled'));
  } else {
    absent.push('ours but for wasm: libtensorflow is not installed (mfm setup)');
  }
  const probe = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' });
  const compiles = spawnSync('g++', ['--version']).status === 0;
  if (probe.status === 0) present.push(...pytorchs(python, half !== undefined, compiles));
  else absent.push(`PyTorch: ${python} cannot import torch (name another with --python)`);
  if (!compiles) absent.push('torch.compile: there is no g++');
  present.push(ours('wasm'));
  return { present, absent };
}

/** As the extension starts its runs. */
const asExtension = { MALLOC_ARENA_MAX: '1' };
const titles = { compiled: 'ours', mixed: 'ours, bfloat16', uncompiled: 'ours, uncompiled', wasm: 'ours, wasm' };

function ours(mode: keyof typeof titles): Contender {
  const script = fileURLToPath(new URL('./trainingStep.js', import.meta.url));
  return {
    name: titles[mode],
    precision: mode === 'mixed' ? 'bfloat16' : 'float32',
    slow: mode === 'wasm',
    measure: (model, steps, batch) =>
      child(process.execPath, [script, model, mode, String(steps), String(batch)], asExtension),
  };
}

/** Plain, with fused attention, and compiled; where processors have it in bfloat16, too. */
function pytorchs(python: string, half: boolean, compiles: boolean): Contender[] {
  const ways = [[], ['--sdpa'], ...(compiles ? [['--compile', '--sdpa']] : [])];
  return (half ? [[], ['--amp']] : [[]]).flatMap(amp => ways.map(way => pytorch(python, [...amp, ...way])));
}

const words: Record<string, string> = {
  '--amp': 'bfloat16',
  '--sdpa': 'fused attention',
  '--compile': 'torch.compile',
};

function pytorch(python: string, options: readonly string[]): Contender {
  const script = `${root}test/bench/pytorch_step.py`;
  return {
    name: ['PyTorch', ...options.map(option => words[option])].join(', '),
    precision: options.includes('--amp') ? 'bfloat16' : 'float32',
    forViT: options.includes('--sdpa') && !options.includes('--compile'),
    measure: (model, steps, batch) => {
      const [task, network] = model.includes('/') ? model.split('/') : [undefined, model];
      const sizes = ['--steps', String(steps), '--batch', String(batch)];
      const given = [...(task ? [`--${task}`] : []), ...sizes, ...options];
      return child(python, [script, '--model', network!, ...given]);
    },
  };
}

/** Runs a program that prints a measurement as its last line. */
function child(command: string, args: string[], own: NodeJS.ProcessEnv = {}): Measurement | { failed: string } {
  const env = { ...process.env, ...own };
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26, env });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (status === 0) return JSON.parse(last) as Measurement;
  const reason = stderr.split('\n').find(line => /error/i.test(line)) ?? `exit code ${status}`;
  return { failed: reason.trim() };
}
