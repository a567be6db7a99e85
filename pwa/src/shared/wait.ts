/** Return whole seconds to wait, at least one, or null when there is no need to. */
export function distanceSeconds(seconds: number | null): number | null {
  return seconds === null || seconds <= 0 ? null : Math.max(1, Math.ceil(seconds));
}

/** Return after so many milliseconds, or at once when the signal gives up. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
