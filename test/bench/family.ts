/*
 * Short real runs on the example photographs, one for each task and encoder: npm run bench:family [-- NAME ...]
 *
 * Each is `mfm pretrain` in a process of its own; the table has the mean loss of the first and of the last epoch.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MetricsLog } from '../../extension/engine/runs/metricsLog.js';
import type { MetricsRecord } from '../../extension/engine/runs/metricsRecord.js';
import { root } from '../support/root.js';
import { markdownTable } from './table.js';

/** The paper's presets as they fit a workstation's processor for a minute: smaller images and batches, few epochs. */
const reduced = ['DATA.IMG_SIZE', '96', 'DATA.MASK_RADIUS1', '7', 'DATA.BATCH_SIZE', '8', 'SAMPLES.COUNT', '0'];
const few = ['TRAIN.EPOCHS', '4', 'TRAIN.WARMUP_EPOCHS', '1', 'TRAIN.ACCUMULATION_STEPS', '1', 'SAVE_FREQ', '4'];
/** 5e-4 at this batch size. */
const rates = ['TRAIN.BASE_LR', '3.2e-2', 'TRAIN.WARMUP_LR', '3.2e-4', 'TRAIN.MIN_LR', '3.2e-4'];
const encoders = 'vit_tiny vit_small vit_base vit_large resnet18 resnet34 resnet50 resnet101 swin_tiny'.split(' ');

/** What is trained, and what differs from its preset. */
interface Run {
  name: string;
  preset: string;
  overrides: string[];
}

const small = readdirSync(`${root}examples/configs/small`).map(file => `small/${file.replace('.yaml', '')}`);
const tasks: Record<string, string[]> = {
  square: ['DATA.MASK_SHAPE', 'square', 'DATA.MASK_AREA_MATCHED', 'True'],
  rhombus: ['DATA.MASK_SHAPE', 'rhombus', 'DATA.MASK_AREA_MATCHED', 'True'],
  'drawn tasks': ['DATA.TASKS', "['mfm', 'sr', 'deblur', 'denoise']", 'DATA.TASKS_MODE', 'draw'],
  'chained tasks': ['DATA.TASKS', "['sr', 'denoise', 'mfm']", 'DATA.TASKS_MODE', 'chain'],
};
const runs: Run[] = [
  ...small.map(preset => ({ name: preset, preset, overrides: [] })),
  ...Object.entries(tasks).map(([name, overrides]) => ({
    name: `small/vit, ${name}`,
    preset: 'small/vit_mfm',
    overrides,
  })),
  ...encoders.map(preset => ({
    name: `${preset}, 96 px`,
    preset,
    overrides: [...reduced, ...few, ...rates, ...size(preset)],
  })),
];

const asked = process.argv.slice(2);
const rows: string[][] = [];
for (const run of runs.filter(({ name }) => asked.length === 0 || asked.some(word => name.includes(word)))) {
  const result = await measured(run);
  console.error(result.join('  '));
  rows.push(result);
}
console.log(markdownTable(['run', 'parameters', 'steps', 'loss, first epoch', 'last epoch', 'seconds'], rows));

async function measured({ name, preset, overrides }: Run): Promise<string[]> {
  const output = mkdtempSync(join(tmpdir(), 'mfm-family-'));
  try {
    const main = fileURLToPath(new URL('../../extension/cli/main.js', import.meta.url));
    const config = `${root}examples/configs/${preset}.yaml`;
    const data = ['--data', `${root}examples/photos`, '--output', output, '--json'];
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'pretrain', config, ...overrides, ...data], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    if (status !== 0) return [name, stderr.trim().split('\n').at(-1) ?? '', '', '', '', seconds];
    const { parameters } = JSON.parse(stdout.slice(0, stdout.indexOf('\n'))) as { parameters: number };
    const records = await new MetricsLog(join(output, 'metrics.jsonl')).read(['loss']);
    const steps = records.filter(({ isSeldom }) => !isSeldom);
    const last = steps.at(-1)!.epoch;
    return [
      name,
      `${(parameters / 1e6).toFixed(1)} M`,
      String(steps.length),
      meanLoss(steps, 0),
      meanLoss(steps, last),
      seconds,
    ];
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

function meanLoss(steps: MetricsRecord[], epoch: number): string {
  const losses = steps.filter(step => step.epoch === epoch).map(({ values }) => values['loss']!);
  return (losses.reduce((sum, loss) => sum + loss, 0) / losses.length).toFixed(4);
}

/** Windows of 7 do not fit into 96 pixels. */
function size(preset: string): string[] {
  return preset.startsWith('swin') ? ['MODEL.SWIN.WINDOW_SIZE', '6'] : [];
}
