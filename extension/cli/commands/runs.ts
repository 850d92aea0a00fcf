import { Command } from 'commander';
import { metricsOf } from '../../engine/metrics/recorded.js';
import { nameOf, valueText } from '../../engine/metrics/text.js';
import type { RunSummary } from '../../engine/runs/listRuns.js';
import { grouped } from '../../engine/text/format.js';
import { allMetrics, type MetricSpec, primaryOf } from '../../protocol/metrics.js';
import { print, printJson } from '../output.js';
import { shortPath } from '../progress/eventText.js';
import { requireFolder } from '../requireFolder.js';
import { table } from '../table.js';

/** `mfm runs`: the training runs in a folder. */
export function runsCommand(): Command {
  return new Command('runs')
    .summary('list training runs')
    .description('Lists the run folders in a folder and up to four levels below, newest first.')
    .argument('[dir]', 'folder to look in', '.')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(runsAction);
}

const examples = `
Examples:
  mfm runs
  mfm runs experiments --json`;

async function runsAction(dir: string, flags: { json?: boolean }): Promise<void> {
  const { listRuns } = await import('../../engine/runs/listRuns.js');
  await requireFolder(dir);
  const runs = await listRuns(dir);
  if (flags.json) printJson(runs);
  else if (runs.length === 0)
    print(`There are no runs in ${shortPath(dir)} and four levels below; mfm pretrain makes them.`);
  else print([runsTable(runs), ...problems(runs)].join('\n\n'));
}

/** Why runs are listed without what they say of themselves. */
function problems(runs: RunSummary[]): string[] {
  return runs.flatMap(({ state, message }) => (state === 'unreadable' && message ? [message] : []));
}

/** The runs as lines of a table. */
export function runsTable(runs: RunSummary[]): string {
  const columns = allMetrics(runs.map(({ start }) => [primaryOf(metricsOf(start)) ?? []].flat()));
  const textOf = (metric: MetricSpec, value?: number) => (value === undefined ? '-' : valueText(metric, value));
  const line = (run: RunSummary) => [
    run.notes.name ? `${shortPath(run.dir)} (${run.notes.name})` : shortPath(run.dir),
    run.state,
    run.totalSteps > 0 ? `${grouped(run.step)}/${grouped(run.totalSteps)}` : '-',
    ...columns.map(metric => textOf(metric, run.values[metric.id])),
    String(run.checkpoints),
    run.backend || '-',
    run.created.slice(0, 16).replace('T', ' '),
  ];
  return table([
    ['run', 'state', 'step', ...columns.map(nameOf), 'checkpoints', 'backend', 'started (UTC)'],
    ...runs.map(line),
  ]);
}
