/** How long a test waits for a state: far beyond what it takes on a machine that does much else. */
export const PATIENCE_MS = 180_000;

/** What `read` gives once it is enough; a value that counts as true, if nothing else is said. */
export async function eventually<T>(
  read: () => T | Promise<T>,
  isEnough: (value: T) => boolean = Boolean,
  what = 'It',
): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; ; await new Promise(resolve => setTimeout(resolve, 50))) {
    const value = await read();
    if (isEnough(value)) return value;
    if (Date.now() > end) throw new Error(`${what} stays ${JSON.stringify(value)}.`);
  }
}
