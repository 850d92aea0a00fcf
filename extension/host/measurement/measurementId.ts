import { createHash } from 'node:crypto';
import type { MeasurementId } from '../../protocol/measurementPage.js';

/** How pages name a measurement. It tells nothing of the path, and stays the same after a reload of the window. */
export function measurementId(file: string): MeasurementId {
  return createHash('sha256').update(file).digest('base64url').slice(0, 16);
}
