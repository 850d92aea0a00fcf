import { EventEmitter } from 'vscode';
import type { LookIntent } from '../../../protocol/lookApi.js';
import type { CallContext } from '../../../protocol/rpc.js';

/** What pages are to show, by checkpoint, until a page has taken it: one that is not open yet cannot be told. */
const waiting = new Map<string, LookIntent>();
const asked = new EventEmitter<string>();

/** Asks the page of a checkpoint, open or about to be opened, to show something. */
export function askPage(checkpoint: string, intent: LookIntent): void {
  waiting.set(checkpoint, intent);
  asked.fire(checkpoint);
}

/** Tells a page what it is asked for, until it ends. */
export function watchIntents(checkpoint: string, { signal, progress }: CallContext<LookIntent>): Promise<never> {
  const take = () => {
    const intent = waiting.get(checkpoint);
    waiting.delete(checkpoint);
    if (intent) progress(intent);
  };
  const listening = asked.event(file => {
    if (file === checkpoint) take();
  });
  take();
  return new Promise((_, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        listening.dispose();
        reject(signal.reason);
      },
      { once: true },
    );
  });
}
