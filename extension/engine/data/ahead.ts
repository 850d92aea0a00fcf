/** The results of `make` for first, first + 1, ... in this order, so many of them in the making. */
export async function* ahead<T>(
  first: number,
  end: number,
  most: number,
  make: (i: number) => Promise<T>,
): AsyncGenerator<T, void> {
  const waiting: Promise<T>[] = [];
  for (let next = first; ; ) {
    while (waiting.length < most && next < end) {
      const made = make(next++);
      // Awaited only when its turn comes, or never when the caller stops: a failure must not count as unhandled.
      made.catch(() => {});
      waiting.push(made);
    }
    const current = waiting.shift();
    if (!current) return;
    yield await current;
  }
}
