import { differences } from '../../engine/config/differences.js';
import { parseConfig } from '../../engine/config/parse.js';
import type { Config } from '../../engine/config/schema.js';
import { valueText } from '../../engine/config/valueText.js';
import { readText } from '../../engine/files/regularFile.js';
import { RunFolder } from '../../engine/runs/runFolder.js';
import type { SettingDifferences } from '../../protocol/runPage.js';
import type { Run } from '../runs/run.js';
import { runId } from './runId.js';

/** Of the text of a config. */
const MOST_BYTES = 2 ** 20;

/** Where the configs in the folders of runs differ. */
export async function settingDifferences(runs: readonly Pick<Run, 'dir' | 'name'>[]): Promise<SettingDifferences> {
  const read = await Promise.all(runs.map(async run => ({ run, config: await readConfig(run) })));
  const known = read.flatMap(({ run, config }) => (config ? [{ run, config }] : []));
  const found = differences(known.map(({ config }) => config));
  return {
    rows: found.map(({ key, values }) => ({ key, values: values.map(valueText) })),
    unread: read.filter(({ config }) => !config).map(({ run }) => run.name),
    runs: known.map(({ run }) => runId(run)),
  };
}

/** Undefined when it is missing, damaged or of another version. */
async function readConfig({ dir }: Pick<Run, 'dir'>): Promise<Config | undefined> {
  const { configFile } = RunFolder.open(dir);
  try {
    return parseConfig(await readText(configFile, MOST_BYTES), configFile);
  } catch {
    return undefined;
  }
}
