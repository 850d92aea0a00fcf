// Serves calls over IPC, for tests of the channel; ends with its parent.
import { processPort } from '../../extension/engine/runs/ports.js';
import { type Call, serve } from '../../extension/protocol/rpc.js';

export interface AnsweringApi {
  /** The bytes of the range, and what it was given. */
  bytes: Call<{ length: number; given: Uint8Array }, { made: Uint8Array; given: Uint8Array; nan: number }>;
  /** Answers with so many bytes and ends at once. */
  lastWords: Call<number, Uint8Array>;
  wait: Call<undefined, void>;
}

serve<AnsweringApi>(
  processPort(process),
  {
    bytes: async ({ length, given }) => ({ made: Uint8Array.from({ length }, (_, i) => i), given, nan: Number.NaN }),
    async lastWords(length) {
      setImmediate(() => process.exit());
      return new Uint8Array(length).fill(7);
    },
    wait: () => new Promise(() => {}),
  },
  () => process.exit(),
);
