import type { CallContext } from '../../protocol/rpc.js';
import type { Progress, Sheet, WorkerApi } from '../../protocol/workerApi.js';

export async function masks(_params: WorkerApi['masks']['params'], _context: CallContext<Progress>): Promise<Sheet> {
  return { title: 'masks', summary: '', sections: [] };
}
