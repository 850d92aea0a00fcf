import { mostSeen } from '../../protocol/measurementPage.js';
import { attackNames, type SeenCondition } from '../../protocol/seen.js';
import { checked, isCount, isRecord } from '../common/pageParams.js';

/** Measurements that are shown beside another at most. */
const MOST_OTHERS = 64;

export function idsOf(params: unknown, key: string): string[] {
  return checked(params, key, value => Array.isArray(value) && value.length <= MOST_OTHERS && value.every(isText));
}

export function placeOf(value: unknown): number {
  if (isCount(value)) return value as number;
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

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
