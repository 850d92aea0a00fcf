import { Command } from 'commander';
import { print, printJson } from '../output.js';
import { shortPath } from '../progress/eventText.js';
import { requireFolder } from '../requireFolder.js';

/** `mfm report`: writes a run's report anew. */
export function reportCommand(): Command {
  return new Command('report')
    .summary("write a run's report.html")
    .description('Writes report.html of a run anew, also while it runs or after it was interrupted.')
    .argument('<run>', 'run folder')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(reportAction);
}

const examples = `
Examples:
  mfm report runs/default
  mfm report runs/default --json`;

async function reportAction(run: string, flags: { json?: boolean }): Promise<void> {
  await requireFolder(run);
  const { writeReport } = await import('../../engine/report/report.js');
  const report = await writeReport(run);
  if (flags.json) printJson({ run, report });
  else print(`Report: ${shortPath(report)}`);
}
