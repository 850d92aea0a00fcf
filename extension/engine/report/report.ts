import { writeTextAtomically } from '../files/atomicFile.js';
import { RunFolder } from '../runs/runFolder.js';
import { page } from './page.js';
import { readRun } from './runData.js';

/**
 * Writes `report.html` into a run folder: one file that opens without a server, the network or the rest of the folder.
 * Works at any time of a run, also before its first step.
 *
 * @returns the file
 * @throws UserError when the folder holds no run or cannot be written
 */
export async function writeReport(runDir: string): Promise<string> {
  const { reportFile } = RunFolder.open(runDir);
  await writeTextAtomically(reportFile, await page(await readRun(runDir)));
  return reportFile;
}
