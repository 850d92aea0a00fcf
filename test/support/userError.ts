import { UserError } from '../../extension/engine/errors.js';

/** For `assert.rejects`: a message to the user, one sentence, that matches. */
export function userError(pattern: RegExp): (error: unknown) => boolean {
  return error => {
    if (!(error instanceof UserError)) throw error;
    if (!pattern.test(error.message) || !/^[^\n]+\.$/.test(error.message)) {
      throw new Error(`"${error.message}" does not match ${pattern}`);
    }
    return true;
  };
}
