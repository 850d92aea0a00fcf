import type { CallContext } from '../../protocol/rpc.js';
import type { Progress, Sheet, WorkerApi } from '../../protocol/workerApi.js';

export async function reconstruct(
  _params: WorkerApi['reconstruct']['params'],
  _context: CallContext<Progress>,
): Promise<Sheet> {
  return { title: 'reconstruct', summary: '', sections: [] };
}
