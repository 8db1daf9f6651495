/** SIGHUP comes when the terminal is closed. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Turns these signals into an abort, so that everything is stopped in order. A second one ends at once. */
export function onInterruption(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const abort = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(2);
    controller.abort(new DOMException(`Interrupted by ${name}`, 'AbortError'));
  };
  for (const name of signals) process.on(name, abort);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of signals) process.off(name, abort);
    },
  };
}
