import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { HalfPrecision, Precision } from '../../extension/engine/runtime/runtime.js';
import type { Gpu } from '../../extension/tensorflow/gpu.js';
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
  /** Of the process, or what it holds on the GPU. */
  peakBytes: number;
  /** Of ours: what the plan of such a run says of its peak. */
  planned?: number;
}

/** Those that a machine has, and why it lacks others. */
export interface Contenders {
  present: Contender[];
  absent: string[];
}

/** Every way that this machine's processor has. PyTorch takes part when `python` can import torch. */
export function contenders(python: string): Contenders {
  const half = halfPrecision(undefined);
  const own = process.env['MFM_LIBTENSORFLOW']
    ? [ours('compiled'), ours('whole'), ...halfOf(half, type => ours('compiled', type)), ours('uncompiled')]
    : [];
  const absent = own.length > 0 ? [] : ['ours but for wasm: libtensorflow is not installed (mfm setup)'];
  const theirs = pytorchs(python, half, 'torch', 'g++');
  return { present: [...own, ...theirs.present, ours('wasm')], absent: [...absent, ...theirs.absent] };
}

/** On a GPU: piece by piece and compiled as a whole, in single and in half precision. */
export function gpuContenders(gpu: Gpu, python: string): Contenders {
  const half = halfPrecision(gpu);
  const own = (['compiled', 'whole'] as const).flatMap(mode => [ours(mode), ...halfOf(half, type => ours(mode, type))]);
  const theirs = pytorchs(python, half, 'torch; torch.zeros(1).cuda()', 'gcc', ['--cuda']);
  return { ...theirs, present: [...own, ...theirs.present] };
}

/** As the extension starts its runs. */
const asExtension = { MALLOC_ARENA_MAX: '1' };
const titles = {
  compiled: 'ours',
  whole: 'ours, whole step by XLA',
  uncompiled: 'ours, uncompiled',
  wasm: 'ours, wasm',
};

function ours(mode: keyof typeof titles, precision: Precision = 'float32'): Contender {
  const script = fileURLToPath(new URL('./trainingStep.js', import.meta.url));
  const amp = precision === 'float32' ? [] : ['O1'];
  return {
    name: amp.length > 0 ? `${titles[mode]}, ${precision}` : titles[mode],
    precision,
    slow: mode === 'wasm',
    measure: (model, steps, batch) =>
      child(process.execPath, [script, model, mode, String(steps), String(batch), ...amp], asExtension),
  };
}

function halfOf(half: HalfPrecision, contender: (type: Precision) => Contender): Contender[] {
  return half.type ? [contender(half.type)] : [];
}

/**
 * Plain, with fused attention, and compiled; in half precision, too, where the machine has it.
 *
 * @param probe what Python must be able to import and do
 * @param compiler what torch.compile needs
 */
function pytorchs(
  python: string,
  half: HalfPrecision,
  probe: string,
  compiler: string,
  options: readonly string[] = [],
): Contenders {
  const absent = half.type ? [] : [`anything in half precision: ${half.why}`];
  if (spawnSync(python, ['-c', `import ${probe}`]).status !== 0)
    return {
      present: [],
      absent: [...absent, `PyTorch: ${python} cannot import ${probe} (name another with --python)`],
    };
  const compiles = spawnSync(compiler, ['--version']).status === 0;
  if (!compiles) absent.push(`torch.compile: there is no ${compiler}`);
  const ways = [[], ['--sdpa'], ...(compiles ? [['--compile', '--sdpa']] : [])];
  const precisions: Precision[] = ['float32', ...(half.type ? [half.type] : [])];
  const present = precisions.flatMap(precision => ways.map(way => pytorch(python, precision, way, options)));
  return { present, absent };
}

const words: Record<string, string> = { '--sdpa': 'fused attention', '--compile': 'torch.compile' };

function pytorch(python: string, precision: Precision, way: string[], options: readonly string[]): Contender {
  const script = `${root}test/bench/pytorch_step.py`;
  const amp = precision === 'float32' ? [] : ['--amp', precision];
  return {
    name: ['PyTorch', ...amp.slice(1), ...way.map(option => words[option])].join(', '),
    precision,
    forViT: way.includes('--sdpa') && !way.includes('--compile'),
    measure: (model, steps, batch) => {
      const [task, network] = model.includes('/') ? model.split('/') : [undefined, model];
      const sizes = ['--steps', String(steps), '--batch', String(batch)];
      const given = [...(task ? [`--${task}`] : []), ...sizes, ...way, ...amp, ...options];
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
