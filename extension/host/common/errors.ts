import { type LogOutputChannel, l10n, type Uri, window } from 'vscode';
import { UserError } from '../../engine/errors.js';
import { RemoteError } from '../../protocol/rpc.js';
import { offerTrust, UntrustedError } from './trust.js';

/** Something that is to be put right in a config: the message has a button that opens it. */
class ConfigProblem extends UserError {
  constructor(
    message: string,
    readonly config: Uri,
  ) {
    super(message);
  }
}

/** Does something by a config, to which what goes wrong then is ascribed. */
export async function byConfig<T>(config: Uri, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Trust is no matter of the config, and has a message of its own.
    const isAbout = isForPeople(error) && !(error instanceof UntrustedError);
    throw isAbout ? new ConfigProblem(error.message, config) : error;
  }
}

/** Every failure that a person can see passes here: one sentence in a message, everything else in the log. */
export async function showFailure(log: LogOutputChannel, error: unknown): Promise<void> {
  if (isCancellation(error)) return;
  if (error instanceof UntrustedError) return offerTrust(error);
  if (isForPeople(error)) {
    log.warn(error.message);
    return showSentence(log, error);
  }
  log.error(stackOf(error));
  await offerLog(log, unexpected(error));
}

/** Messages without a button are cut to a line, and go by themselves. */
async function showSentence(log: LogOutputChannel, error: Error): Promise<void> {
  if (!(error instanceof ConfigProblem)) return void (await offerLog(log, error.message));
  const open = l10n.t('Open Config');
  if ((await offerLog(log, error.message, open)) === open) await window.showTextDocument(error.config);
}

/** Shows `sentence` as an error with a button that opens the log; resolves to another button that was pressed. */
export async function offerLog(
  log: LogOutputChannel,
  sentence: string,
  ...actions: string[]
): Promise<string | undefined> {
  const showLog = l10n.t('Show Log');
  const pressed = await window.showErrorMessage(sentence, ...actions, showLog);
  if (pressed !== showLog) return pressed;
  log.show();
  return undefined;
}

/** The engine process ended while it was wanted. */
export function engineEnded(how: string): UserError {
  return new UserError(
    l10n.t(
      'The MFM engine ended unexpectedly ({0}); it starts again with the next command, and the log says more.',
      how,
    ),
  );
}

/** The engine process could not be started at all. */
export function engineDidNotStart(node: string, reason: string): UserError {
  return new UserError(
    l10n.t(
      'The MFM engine cannot be started with {0} ({1}); set "mfm.nodePath" to a Node.js 20.15 or newer.',
      node,
      reason,
    ),
  );
}

function isForPeople(error: unknown): error is Error {
  return error instanceof UserError || (error instanceof RemoteError && error.name === 'UserError');
}

export function isCancellation(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'Canceled');
}

function unexpected(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return l10n.t('MFM met an unexpected error: {0}', message.split('\n')[0]!);
}

function stackOf(error: unknown): string {
  if (error instanceof RemoteError) return error.remoteStack ?? error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
