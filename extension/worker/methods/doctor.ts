import type { CallContext } from '../../protocol/rpc.js';
import type { MachineReport } from '../../protocol/workerApi.js';
import { doctor as examine } from '../../tensorflow/doctor.js';
import { withRuntime } from '../compute.js';

/** What this machine offers, and what this process runs on. */
export async function doctor(_: Record<string, never>, { signal }: CallContext<never>): Promise<MachineReport> {
  return withRuntime(examine, signal);
}
