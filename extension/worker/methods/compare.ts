import type { CallContext } from '../../protocol/rpc.js';
import type { Sheet, WorkerApi } from '../../protocol/workerApi.js';

export async function compare(_params: WorkerApi['compare']['params'], _context: CallContext<never>): Promise<Sheet> {
  return { title: 'compare', summary: '', sections: [] };
}
