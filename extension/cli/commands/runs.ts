import { Command } from 'commander';
import type { RunSummary } from '../../engine/runs/listRuns.js';
import { grouped, significant } from '../../engine/text/format.js';
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
  const line = (run: RunSummary) => [
    shortPath(run.dir),
    run.state,
    run.totalSteps > 0 ? `${grouped(run.step)}/${grouped(run.totalSteps)}` : '-',
    run.loss === null ? '-' : significant(run.loss),
    String(run.checkpoints),
    run.backend || '-',
    run.created.slice(0, 16).replace('T', ' '),
  ];
  return table([['run', 'state', 'step', 'loss', 'checkpoints', 'backend', 'started (UTC)'], ...runs.map(line)]);
}
