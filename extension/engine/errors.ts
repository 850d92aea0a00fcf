/**
 * A failure that the user can do something about. Its message is one clear sentence that names the file, key, flag or
 * step and says what to do; whoever shows it prints the message alone, without a stack, and the CLI exits with 2.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** A loss, gradient or parameter is not finite any more: training on would only spoil the model. */
export class DivergedError extends UserError {}

/** The text of anything thrown, for messages that wrap another failure. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
