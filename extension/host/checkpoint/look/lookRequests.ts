import type { DegradationStrength, PretextTask } from '../../../protocol/degradation.js';
import type { LookMask, Query } from '../../../protocol/lookApi.js';
import { checked, isCount, textOf } from '../../common/pageParams.js';

export function imageOf(params: unknown): string {
  return textOf(params, 'image');
}

export function spectraOf(params: unknown): boolean {
  return checked(params, 'spectra', value => typeof value === 'boolean');
}

export function maskOf(params: unknown): LookMask {
  const mask: unknown = checked(params, 'mask', value => typeof value === 'object' && value !== null);
  const kind = checked<LookMask['kind']>(mask, 'kind', value => value === 'low' || value === 'high');
  return { kind, radius: checked(mask, 'radius', isRadius) };
}

export function tasksOf(params: unknown): PretextTask[] | undefined {
  const isTask = (value: unknown) => ['mfm', 'sr', 'deblur', 'denoise'].includes(value as string);
  return checked(
    params,
    'tasks',
    value => value === undefined || (Array.isArray(value) && value.length > 0 && value.every(isTask)),
  );
}

export function strengthOf(params: unknown): DegradationStrength | undefined {
  const strength = checked<unknown>(params, 'strength', value => value === undefined || typeof value === 'object');
  if (strength === undefined) return undefined;
  const of = (key: string) => checked<number>(strength, key, value => typeof value === 'number');
  return { factor: of('factor'), blurSigma: of('blurSigma'), blurSize: of('blurSize'), noiseSigma: of('noiseSigma') };
}

export function queryOf(params: unknown): Query {
  return checked(params, 'query', value => value === 'class' || value === 'mean' || isCount(value));
}

export function patchOf(params: unknown): number | undefined {
  return checked(params, 'patch', value => value === undefined || isCount(value));
}

export function classOf(params: unknown): string | undefined {
  return checked(params, 'class', isTextOrNone);
}

export function otherOf(params: unknown): string | undefined {
  return checked(params, 'other', isTextOrNone);
}

export function layerOf(params: unknown): number | undefined {
  return checked(params, 'layer', value => value === undefined || isCount(value));
}

function isTextOrNone(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isRadius(value: unknown): boolean {
  const isNumber = (part: unknown) => typeof part === 'number' && !Number.isNaN(part);
  return (
    value === undefined || isNumber(value) || (Array.isArray(value) && value.length === 2 && value.every(isNumber))
  );
}
