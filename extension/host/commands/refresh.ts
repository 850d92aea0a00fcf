import type { App } from '../app/app.js';

/** Looks for runs and images anew; watchers do so by themselves where the system reports changes. */
export async function refresh({ runs, imagesTree }: App): Promise<void> {
  imagesTree.refresh();
  await runs.refresh();
}
