import type { CallContext } from '../../protocol/rpc.js';
import type { Sheet, WorkerApi } from '../../protocol/workerApi.js';

export async function inspect(_params: WorkerApi['inspect']['params'], _context: CallContext<never>): Promise<Sheet> {
  return { title: 'inspect', summary: '', sections: [] };
}
