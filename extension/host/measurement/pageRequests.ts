import { mostSeen } from '../../protocol/measurementPage.js';
import { attackNames, type SeenCondition } from '../../protocol/seen.js';

/*
 * Whatever comes from a page is checked for its form here; whether there is such a corruption, the engine knows. What a page of
 * ours never sends is a defect and no sentence for people.
 */

/** Measurements that are shown beside another at most. */
const MOST_OTHERS = 64;

export function idsOf(params: unknown, key: string): string[] {
  const value = isRecord(params) ? params[key] : undefined;
  const isRight = Array.isArray(value) && value.length <= MOST_OTHERS && value.every(id => typeof id === 'string');
  if (!isRight) throw new TypeError(`The page sent no valid ${key}.`);
  return value;
}

export function placeOf(value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new TypeError('The page gave something else than a place.');
}

export function conditionsOf(value: unknown): SeenCondition[] {
  if (Array.isArray(value) && value.length <= mostSeen && value.every(isCondition)) return value;
  throw new TypeError('The page sent no valid conditions.');
}

function isCondition(value: unknown): value is SeenCondition {
  if (!isRecord(value)) return false;
  const { kind, name, severity, pass, radius } = value;
  if (kind === 'clean') return true;
  if (kind === 'attack') return attackNames.some(known => known === name);
  if (kind === 'corruption') return typeof name === 'string' && [1, 2, 3, 4, 5].some(known => known === severity);
  if (kind !== 'filter' || !(pass === 'low' || pass === 'high')) return false;
  return typeof radius === 'number' && Number.isFinite(radius) && radius > 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
