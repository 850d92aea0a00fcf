import { writeReport } from '../../engine/report/report.js';

/** Writes `report.html` of a run anew. @throws UserError when the folder holds no run or cannot be written */
export async function report({ run }: { run: string }): Promise<{ file: string }> {
  return { file: await writeReport(run) };
}
