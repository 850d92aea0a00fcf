/**
 * Runs `work` before the next picture is drawn, however often it is asked for until then: a pointer moves more often than
 * a screen shows anything.
 */
export function oncePerFrame(work: () => void): { request(): void; cancel(): void } {
  let pending: number | undefined;
  return {
    request() {
      pending ??= requestAnimationFrame(() => {
        pending = undefined;
        work();
      });
    },
    cancel() {
      if (pending !== undefined) cancelAnimationFrame(pending);
      pending = undefined;
    },
  };
}
