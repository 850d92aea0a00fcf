import { InvalidArgumentError } from 'commander';
import { UserError } from '../engine/errors.js';

/** A radius in frequency bins, or the inner and outer one of a ring. */
export type Radius = number | [inner: number, outer: number];

/** Parses `R` or `R1:R2`. Whether it fits an image is decided where the image is known. */
export function parseRadius(text: string): Radius {
  const match = /^(\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?$/.exec(text);
  if (!match) throw new InvalidArgumentError('Give R or R1:R2 in frequency bins, for example 16 or 16:64.');
  const [inner, outer] = [Number(match[1]), Number(match[2])];
  if (match[2] === undefined) return inner;
  if (outer <= inner) throw new InvalidArgumentError('The outer radius R2 must be greater than R1.');
  return [inner, outer];
}

/** Parses a whole number of at least 1. */
export function parsePositiveInteger(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('Give a whole number of at least 1.');
  return Number(text);
}

/** Parses a number above 0. */
export function parsePositive(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0) || !Number.isFinite(value))
    throw new InvalidArgumentError('Give a number above 0.');
  return value;
}

/** Parses a number between 0 and 1. */
export function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() !== '' && share > 0 && share < 1) return share;
  throw new InvalidArgumentError('Give a share between 0 and 1, for example 0.9.');
}

/** `KEY VALUE KEY VALUE ...` as pairs; throws when a key is left without a value. */
export function keyValuePairs(words: readonly string[]): [key: string, value: string][] {
  if (words.length % 2 === 1) {
    throw new UserError(
      `The config key "${words.at(-1)}" at the end of the command has no value; write overrides as KEY VALUE pairs, for example TRAIN.EPOCHS 10.`,
    );
  }
  return Array.from({ length: words.length / 2 }, (_, i) => [words[2 * i]!, words[2 * i + 1]!]);
}
