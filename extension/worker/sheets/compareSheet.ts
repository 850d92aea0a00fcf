import { type Difference, differences } from '../../engine/config/differences.js';
import { valueText } from '../../engine/config/valueText.js';
import { abbreviated, counted, duration, grouped, significant } from '../../engine/report/format.js';
import { overlaidCurves } from '../../engine/report/overlaidCurves.js';
import { type Series, seriesOf } from '../../engine/report/series.js';
import { trainingSeconds } from '../../engine/report/trainingTime.js';
import type { Sheet, SheetSection } from '../../protocol/workerApi.js';
import type { ComparedRun } from './comparedRun.js';

/** The sheet of `mfm.compareRuns`. */
export function compareSheet(runs: readonly ComparedRun[]): Sheet {
  return {
    title: `${counted(runs.length, 'run')} compared`,
    summary: `${runs.map(run => run.name).join(', ')}: how their losses went, what came out, and which of their settings differ.`,
    sections: [curveSection(runs), resultSection(runs), settingsSection(runs)],
  };
}

function curveSection(runs: readonly ComparedRun[]): SheetSection {
  const drawn = runs.map(run => ({ name: run.name, series: seriesOf(run.metrics, record => record.loss) }));
  const curves = drawn.filter(({ series }) => series.values.length > 0);
  if (curves.length === 0) return { heading: 'Loss', problem: 'None of the runs has finished a step yet.' };
  const stepsPerEpoch = runs.map(run => run.state.start?.stepsPerEpoch);
  const inEpochs = new Set(stepsPerEpoch).size > 1 && stepsPerEpoch.every(steps => steps !== undefined);
  const shown = inEpochs ? curves.map(curve => ({ ...curve, series: epochsOf(curve, runs) })) : curves;
  const { svg, width, height } = overlaidCurves({
    quantity: 'Loss',
    across: inEpochs ? 'epochs' : 'steps',
    curves: shown,
  });
  const words = curves.map(
    ({ name, series }) => `${name} from ${significant(series.values[0]!)} to ${significant(series.values.at(-1)!)}`,
  );
  return {
    heading: 'Loss',
    notes: [
      'Bold: moving mean; pale: every step.',
      ...(inEpochs ? ['Over epochs, as the runs have different numbers of steps in one.'] : []),
      ...lossWarning(runs),
    ],
    pictures: [
      {
        label: '',
        alt: `Loss curves: ${words.join('; ')}.`,
        type: 'image/svg+xml',
        data: new TextEncoder().encode(svg),
        width,
        height,
      },
    ],
  };
}

/** The series with finished epochs in the place of steps. */
function epochsOf({ name, series }: { name: string; series: Series }, runs: readonly ComparedRun[]): Series {
  const steps = runs.find(run => run.name === name)!.state.start!.stepsPerEpoch;
  return { steps: series.steps.map(step => step / steps), values: series.values };
}

/** Losses over different frequencies are different quantities. */
function lossWarning(runs: readonly ComparedRun[]): string[] {
  const targets = new Set(
    runs.map(({ config }) => config && JSON.stringify([config.MODEL.RECOVER_TARGET_TYPE, config.MODEL.FREQ_LOSS])),
  );
  return targets.size > 1
    ? ['The losses are defined differently (see the settings): their heights do not compare.']
    : [];
}

function resultSection(runs: readonly ComparedRun[]): SheetSection {
  return {
    heading: 'Results',
    tables: [
      {
        head: ['Run', 'State', 'Model', 'Parameters', 'Steps', 'Epochs', 'Last loss', 'Best epoch', 'Time', 'Images/s'],
        rows: runs.map(resultRow),
      },
    ],
  };
}

function resultRow({ name, state, metrics, bestLoss }: ComparedRun): string[] {
  const losses = seriesOf(metrics, record => record.loss).values;
  const speeds = seriesOf(metrics, record => record.imagesPerSecond).values.sort((a, b) => a - b);
  const { start } = state;
  return [
    name,
    state.state,
    start?.model ?? '–',
    start ? abbreviated(start.parameters) : '–',
    `${grouped(state.step)} of ${grouped(state.totalSteps)}`,
    start ? grouped(Math.floor(state.step / start.stepsPerEpoch)) : '–',
    numberText(losses.at(-1)),
    numberText(bestLoss),
    metrics.length > 1 ? duration(trainingSeconds(metrics.map(({ time }) => Date.parse(time) / 1000))) : '–',
    numberText(speeds[Math.floor(speeds.length / 2)]),
  ];
}

function settingsSection(runs: readonly ComparedRun[]): SheetSection {
  const heading = 'Settings that differ';
  const known = runs.filter(run => run.config !== undefined);
  const unread = runs.filter(run => run.config === undefined).map(run => run.name);
  const problem = unread.length > 0 ? `The config.yaml of ${unread.join(', ')} cannot be read.` : undefined;
  const found = differences(known.map(run => run.config!));
  if (found.length === 0) {
    return { heading, notes: known.length > 1 ? ['None: the runs have the same settings.'] : [], problem };
  }
  const row = ({ key, values }: Difference) => [key, ...values.map(valueText)];
  return { heading, problem, tables: [{ head: ['Key', ...known.map(run => run.name)], rows: found.map(row) }] };
}

function numberText(value: number | undefined): string {
  return value === undefined ? '–' : significant(value);
}
