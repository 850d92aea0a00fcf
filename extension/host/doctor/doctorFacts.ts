import type { l10n } from 'vscode';
import { bytes } from '../../engine/text/format.js';
import type { BackendReport, MachineReport } from '../../protocol/workerApi.js';

type Words = Pick<typeof l10n, 't'>;

/** What there is to say about a machine. */
export interface DoctorFacts {
  title: string;
  /** What computes, in one sentence. */
  summary: string;
  /** What can be done about it. */
  install: string;
  sections: FactTable[];
}

export interface FactTable {
  heading: string;
  /** Headings of the columns; none where the rows explain themselves. */
  head: string[];
  /** The first cell names its row. */
  rows: string[][];
}

/** The report on a machine, as people read it. */
export function doctorFacts(l10n: Words, report: MachineReport): DoctorFacts {
  const chosen = report.backends.find(backend => backend.chosen);
  return {
    title: l10n.t('MFM Doctor'),
    summary: chosen
      ? l10n.t(
          'Computes with {0} {1} on {2}.',
          chosen.name,
          chosen.version ?? '',
          chosen.device ?? l10n.t('this machine'),
        )
      : l10n.t('Nothing here can compute: see the reasons below.'),
    install:
      chosen?.name === 'tensorflow'
        ? l10n.t('Install Another TensorFlow Runtime')
        : l10n.t('Install TensorFlow Runtime'),
    sections: [
      {
        heading: l10n.t('Backends'),
        head: [l10n.t('Backend'), l10n.t('State'), l10n.t('Device'), l10n.t('Why')],
        rows: report.backends.map(backend => backendRow(l10n, backend)),
      },
      { heading: l10n.t('Machine'), head: [], rows: machineRows(l10n, report) },
      { heading: l10n.t('Image decoders'), head: [], rows: Object.entries(report.decoders) },
    ],
  };
}

function backendRow(l10n: Words, { name, ok, chosen, device, version, reason }: BackendReport): string[] {
  const state = chosen ? l10n.t('in use') : ok ? l10n.t('ready') : l10n.t('not available');
  return [version ? `${name} ${version}` : name, state, device ?? '', reason];
}

function machineRows(
  l10n: Words,
  { processor, cores, memory, platform, node, cache, halfPrecision }: MachineReport,
): string[][] {
  return [
    [l10n.t('Processor'), l10n.t('{0}, {1} cores', processor, cores)],
    [l10n.t('Memory'), bytes(memory)],
    [l10n.t('System'), platform],
    ['Node.js', node],
    [l10n.t('Half precision'), `${halfPrecision.type ?? l10n.t('none')}: ${halfPrecision.why}`],
    [l10n.t('Libraries kept in'), `${cache.folder} (${bytes(cache.bytes)})`],
  ];
}
