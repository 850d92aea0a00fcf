/*
 * Whatever comes from a page is checked for its type here; whether a radius or a patch fits the model, the engine knows.
 * What a page of ours never sends is a defect and no sentence for people.
 */

/** @throws Error when what the page sent under `key` is not right */
export function checked<T>(params: unknown, key: string, isRight: (value: unknown) => boolean): T {
  const value = typeof params === 'object' && params !== null ? (params as Record<string, unknown>)[key] : undefined;
  if (!isRight(value)) throw new Error(`The page sent no valid ${key}.`);
  return value as T;
}

export function textOf(params: unknown, key: string): string {
  return checked(params, key, value => typeof value === 'string');
}

export function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
