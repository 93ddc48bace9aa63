import type { Io } from "./io.js";
import type { StdioChannel } from "./stdio.js";

/** Running calls may take this long to finish once the server has been asked to end, in milliseconds. */
const grace = 10_000;

/**
 * Waits until the client closes the input, the output breaks or a signal comes; then lets the running calls finish
 * within the grace. A second signal, or an output that nobody reads, ends the wait at once.
 */
export const untilShutdown = async (channel: StdioChannel, io: Io): Promise<void> => {
  const impatience = new AbortController();
  let isStopping = false;
  let onFirst = (): void => undefined;
  const signalled = new Promise<void>((resolve) => {
    onFirst = resolve;
  });
  const stop = io.onSignal(() => {
    if (isStopping) impatience.abort();
    isStopping = true;
    onFirst();
  });
  const gone = channel.ended.then((by) => {
    if (by === "output") impatience.abort();
  });
  await Promise.race([gone, signalled]);
  const timer = setTimeout(() => impatience.abort(), grace);
  await channel.drain(impatience.signal);
  clearTimeout(timer);
  stop();
};
