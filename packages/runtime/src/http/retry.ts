/** Methods that may be repeated without a second effect (RFC 9110 section 9.2.2). */
export const isIdempotent = (method: string): boolean => /^(GET|HEAD|OPTIONS|TRACE|PUT|DELETE)$/.test(method);

const mostRetries = 2;
const longestWait = 30_000;
const longestWaitAfterRefusal = 5_000;

/** How an attempt ended: with this status, or without any reply. */
export type Outcome =
  | { readonly kind: "reply"; readonly status: number; readonly retryAfter: number | undefined }
  | { readonly kind: "fault" };

/** `Retry-After` in milliseconds (RFC 9110 section 10.2.3: seconds or a date); undefined when absent or no such thing. */
export const retryAfter = (header: string | undefined, now: number): number | undefined => {
  const text = header?.trim() ?? "";
  if (/^\d{1,12}$/.test(text)) return Number(text) * 1000;
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};

/**
 * Milliseconds to wait before the next attempt, or undefined to give up. Idempotent methods: up to two more after a
 * network fault, 502, 503, 504 and 429, with full jitter or as `Retry-After` says up to 30 s. Others: one more after a
 * 429 whose `Retry-After` is 5 s at most, since a 429 says that nothing was done.
 */
export const retryDelay = (
  attempt: { readonly method: string; readonly retries: number; readonly outcome: Outcome },
  random: () => number,
): number | undefined => {
  const { outcome, retries } = attempt;
  const retryAfter = outcome.kind === "reply" ? outcome.retryAfter : undefined;
  if (!isIdempotent(attempt.method)) {
    const refused = outcome.kind === "reply" && outcome.status === 429 && retries === 0;
    return refused && retryAfter !== undefined && retryAfter <= longestWaitAfterRefusal
      ? retryAfter
      : undefined;
  }
  const worth = outcome.kind === "fault" || [429, 502, 503, 504].includes(outcome.status);
  if (!worth || retries >= mostRetries) return undefined;
  if (retryAfter !== undefined) return retryAfter <= longestWait ? retryAfter : undefined;
  return Math.round(random() * Math.min(5_000, 500 * 2 ** retries));
};
