import type { ToolError } from "@jackfield/contract";

/** How far a call has come; named in timeouts. */
type Stage = "getting credentials" | "connecting" | "waiting for the reply" | "reading the reply";

/** Progress of one call, written by the sender and read when something goes wrong or somebody wants to know. */
export type Progress = {
  stage: Stage;
  /** Bytes of the present attempt have gone out, so the API may have acted on them. */
  sent: boolean;
  /** Where the present attempt goes, which a redirect may have changed. */
  url: string;
  /** Bytes of the reply's body that have come. */
  received: number;
};

/** The same in words, for a caller who waits. */
export const stageWords = ({ stage, url, received }: Progress): string => {
  const { host } = new URL(url);
  switch (stage) {
    case "getting credentials":
      return stage;
    case "connecting":
      return `connecting to ${host}`;
    case "waiting for the reply":
      return `waiting for the reply of ${host}`;
    case "reading the reply":
      return `reading the reply of ${host}: ${received} bytes`;
  }
};

/** Why no reply came. */
export type Fault = {
  readonly kind:
    | "refused"
    | "dns"
    | "tls"
    | "reset"
    | "protocol"
    | "connect-timeout"
    | "internal"
    | "proxy"
    | "other";
};

/** Code of the error for a host that has to be public and is not. */
export const internalAddressCode = "ERR_INTERNAL_ADDRESS";

const kinds: readonly (readonly [RegExp, Fault["kind"]])[] = [
  [/^ERR_INTERNAL_ADDRESS$/, "internal"],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, "refused"],
  [/^(ENOTFOUND|EAI_\w+|EBADNAME|ESERVFAIL)$/, "dns"],
  [/^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/, "connect-timeout"],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET)$/, "reset"],
  [/^(HPE_\w+|UND_ERR_\w+|Z_\w+|ERR_\w*(BROTLI|ZLIB|ZSTD)\w*)$/i, "protocol"],
  [/CERT|TLS|SSL|SIGNATURE|^EPROTO$/, "tls"],
];

/** undici has no code of its own for it. */
const isRefusedByProxy = (error: unknown): boolean =>
  error instanceof Error && /^Proxy response \(\d+\)/.test(error.message);

const codeOf = (error: unknown): string => {
  if (typeof error !== "object" || error === null) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  // undici's parser leaves out the code of many errors.
  if ("name" in error && error.name === "HTTPParserError") return "HPE_UNKNOWN";
  // Happy eyeballs reports one error per address that was tried.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return "cause" in error ? codeOf(error.cause) : "";
};

/** The fault that an error of the network stands for; undefined for one that is our own mistake. */
export const faultOf = (error: unknown): Fault | undefined => {
  if (isRefusedByProxy(error)) return { kind: "proxy" };
  const code = codeOf(error);
  if (code === "" || /^ERR_(?:ASSERTION|INVALID_ARG)/.test(code)) return undefined;
  return { kind: kinds.find(([pattern]) => pattern.test(code))?.[1] ?? "other" };
};

const sentences: Readonly<Record<Fault["kind"], string>> = {
  refused: "refused the connection or cannot be reached",
  dns: "is not known to DNS",
  tls: "failed the TLS check of its certificate or protocol",
  reset: "broke off the connection",
  protocol: "answered with something that is not valid HTTP",
  "connect-timeout": "did not accept the connection in time",
  proxy: "cannot be reached: the proxy refused the connection",
  internal: "has an internal address, to which a public host may not lead",
  other: "could not be reached",
};

const unknownOutcome =
  "The request had been sent, so the outcome is unknown: check whether it took effect before calling again.";

/** Whether a lost answer leaves open what the API did. */
const unsure = (idempotent: boolean, progress: Progress): boolean => progress.sent && !idempotent;

export const networkError = (fault: Fault, idempotent: boolean, progress: Progress): ToolError => ({
  error: `${new URL(progress.url).host} ${sentences[fault.kind]}${unsure(idempotent, progress) ? "; outcome unknown" : ""}.`,
  code: "network",
  recovery: unsure(idempotent, progress)
    ? unknownOutcome
    : fault.kind === "proxy"
      ? "Check the proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names, and what it allows; then try again."
      : "Check the network and the base URL of the server, then try again.",
});

export const timeoutError = (seconds: number, idempotent: boolean, progress: Progress): ToolError => ({
  error: `No complete response from ${new URL(progress.url).host} within ${seconds} s (while ${progress.stage})${unsure(idempotent, progress) ? "; outcome unknown" : ""}.`,
  code: "timeout",
  recovery: unsure(idempotent, progress)
    ? unknownOutcome
    : "Try again later, ask for less at once, or raise --timeout.",
});

export const cancelledError = (idempotent: boolean, progress: Progress): ToolError => ({
  error: `The call was cancelled${unsure(idempotent, progress) ? " after the request had been sent; outcome unknown" : ""}.`,
  code: "timeout",
  recovery: unsure(idempotent, progress) ? unknownOutcome : "Call again if you still need the result.",
});
