import { RemoteError } from '../../extension/protocol/rpc.js';
import { t } from './t.js';

/** The sentence for what a call threw; nothing for one that was cancelled. */
export function failureText(error: unknown): string | undefined {
  if (error instanceof Error && error.name === 'AbortError') return undefined;
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof RemoteError && error.name === 'UserError' ? message : t('Unexpected error: {0}', message);
}
