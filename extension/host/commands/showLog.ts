import type { App } from '../app/app.js';

export async function showLog({ log }: App): Promise<void> {
  log.show();
}
