/*
 * Whatever comes from a page is checked for its type here; whether a radius or a patch fits the model, the engine knows.
 * What a page of ours never sends is a defect and no sentence for people.
 */

/** @throws TypeError when what the page sent under `key` is not right */
export function checked<T>(params: unknown, key: string, isRight: (value: unknown) => boolean): T {
  const value = isRecord(params) ? params[key] : undefined;
  if (!isRight(value)) throw new TypeError(`The page sent no valid ${key}.`);
  return value as T;
}

export function textOf(params: unknown, key: string): string {
  return checked(params, key, value => typeof value === 'string');
}

export function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
