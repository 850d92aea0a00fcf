import { ProgressLocation, window } from 'vscode';

/** Tells how far a long operation is: a sentence, and a fraction (0 to 1) where it is known. */
export type Report = (message: string, fraction?: number) => void;

/** Runs a long operation behind a notification with progress and a Cancel button, which aborts the signal. */
export function withProgress<T>(title: string, work: (signal: AbortSignal, report: Report) => Promise<T>): Promise<T> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    window.withProgress(options, async (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      let reported = 0;
      return work(controller.signal, (message, fraction) => {
        const percent = 100 * (fraction ?? 0);
        progress.report({ message, increment: Math.max(0, percent - reported) });
        reported = Math.max(reported, percent);
      });
    }),
  );
}
