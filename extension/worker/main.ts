// An engine process: serves the process that forked it, over IPC. It ends with its parent, unless it trains.
import { processPort } from '../engine/runs/ports.js';
import { serve } from '../protocol/rpc.js';
import type { WorkerApi } from '../protocol/workerApi.js';
import { handlers } from './handlers.js';
import { parentHasGone } from './lifetime.js';

serve<WorkerApi>(processPort(process), handlers, parentHasGone);
