import { Command } from 'commander';
import { bytes } from '../../engine/text/format.js';
import type { DoctorReport } from '../../tensorflow/doctor.js';
import { print, printHeading, printJson } from '../output.js';
import { table } from '../table.js';

/** `mfm doctor`: what this machine computes with, and why not with something better. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('show what this machine computes with')
    .description('Shows the backends, devices and versions of this machine, which one runs and why not a better one.')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(doctorAction);
}

const examples = `
Examples:
  mfm doctor
  mfm doctor --json`;

async function doctorAction(flags: { json?: boolean }): Promise<void> {
  const { doctor } = await import('../../tensorflow/doctor.js');
  const report = await doctor();
  if (flags.json) printJson(report);
  else printReport(report);
}

function printReport(report: DoctorReport): void {
  const decoders = Object.entries(report.decoders).map(([name, version]) => `${name} ${version}`);
  const about = [
    ['mfm runs on', `Node ${report.node}, ${report.platform}`],
    ['processor', `${report.processor}, ${report.cores} cores`],
    ['memory', bytes(report.memory)],
    ['half precision', halfText(report.halfPrecision)],
    ['cache', `${report.cache.folder}, ${bytes(report.cache.bytes)}`],
    ['decoders', decoders.join(', ')],
  ];
  const backends = report.backends.map(({ name, chosen, ok, version, device, reason }) => [
    chosen ? '*' : ' ',
    name,
    version ?? '-',
    device ?? (ok ? 'CPU' : '-'),
    reason,
  ]);
  print(`${table(about)}\n`);
  printHeading('Backends', ' (* runs)');
  print(table([[' ', 'name', 'version', 'device', 'why'], ...backends]));
}

function halfText({ type, why }: DoctorReport['halfPrecision']): string {
  return `${type ?? 'none'}: ${why}`;
}
