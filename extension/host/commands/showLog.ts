import type { App } from '../app.js';

export async function showLog({ log }: App): Promise<void> {
  log.show();
}
