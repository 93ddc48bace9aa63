import type { ErrorCode, ToolError } from "@jackfield/contract";

/** What an API can answer; the others are this server's own. */
type AnsweredCode = Exclude<ErrorCode, "unavailable" | "confirmation_required">;

const codes: Readonly<Record<number, AnsweredCode>> = {
  400: "validation",
  401: "auth",
  402: "feature_limit",
  403: "auth",
  404: "not_found",
  408: "timeout",
  409: "conflict",
  410: "not_found",
  412: "conflict",
  415: "validation",
  422: "validation",
  429: "rate_limited",
  504: "timeout",
};

const recoveries: Readonly<Record<AnsweredCode, string>> = {
  auth: "Check the credentials of this server and what they are allowed to do.",
  feature_limit:
    "The account lacks the credit or the feature; this needs a change of the account, not of the call.",
  not_found: "Check the identifiers in the arguments; the thing may not exist, or not yet.",
  conflict: "Read the present state first, then decide whether the call is still right.",
  rate_limited: "Wait, then call again; ask for less at once.",
  timeout: "Check whether the call took effect, then try again later.",
  validation: "Correct the arguments as the details say, then call again.",
  upstream: "The API failed; try again later. Repeating the same call at once rarely helps.",
  network: "Check the network, then try again.",
};

const codeOfStatus = (status: number): AnsweredCode => codes[status] ?? "upstream";

/**
 * The answer to a reply that is no success (HTTP status → code, RFC 9110 section 15); `details` are the API's words. A
 * reason stands in quotation marks: what an API says is told, it is not an instruction.
 */
export const statusError = (input: {
  readonly title: string;
  readonly status: number;
  /** What the API said for people, on one line. */
  readonly reason: string | undefined;
  readonly details: unknown;
  /** Milliseconds that the API asks to wait. */
  readonly retryAfter: number | undefined;
}): ToolError => {
  const code = codeOfStatus(input.status);
  const wait =
    input.retryAfter === undefined ? "" : ` The API asks to wait ${Math.ceil(input.retryAfter / 1000)} s.`;
  return {
    error: `${input.title} answered ${input.status}${input.reason === undefined ? "." : `: "${input.reason}"`}`,
    code,
    recovery: recoveries[code] + wait,
    status: input.status,
    ...(input.details === undefined ? {} : { details: input.details }),
  };
};
