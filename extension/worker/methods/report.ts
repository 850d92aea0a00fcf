import { writeReport } from '../../engine/report/report.js';
import type { CallContext } from '../../protocol/rpc.js';
import { withRuntime } from '../compute.js';

/** Writes `report.html` of a run anew. @throws UserError when the folder holds no run or cannot be written */
export async function report({ run }: { run: string }, { signal }: CallContext<never>): Promise<{ file: string }> {
  return withRuntime(async () => ({ file: await writeReport(run) }), signal);
}
