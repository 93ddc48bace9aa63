import { codes, type RpcError } from "./json-rpc.js";

export type RefusalKind =
  | "unreachable"
  | "login-needed"
  | "circuit-open"
  | "stream-lost"
  | "session-lost"
  | "timeout"
  | "http"
  | "invalid-answer"
  | "filtered";

const codeOf: Readonly<Record<RefusalKind, number>> = {
  unreachable: codes.unreachable,
  "login-needed": codes.loginNeeded,
  "circuit-open": codes.circuitOpen,
  "stream-lost": codes.streamLost,
  "session-lost": codes.sessionLost,
  timeout: codes.timeout,
  http: codes.upstreamHttp,
  "invalid-answer": codes.upstreamInvalid,
  filtered: codes.invalidParams,
};

type Details = {
  readonly status?: number;
  /** What the server said, already redacted and short. */
  readonly detail?: string;
  /** Seconds until another try makes sense. */
  readonly retryAfter?: number;
  readonly [key: string]: unknown;
};

/** Why a request of the host gets an error of ours instead of the server's answer. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly kind: RefusalKind;
  readonly details: Details;

  constructor(kind: RefusalKind, message: string, details: Details = {}) {
    super(message);
    this.kind = kind;
    this.details = details;
  }

  /** The error object of the JSON-RPC reply. `data.source` tells it from an error of the server. */
  get rpc(): RpcError {
    return {
      code: codeOf[this.kind],
      message: this.message,
      data: { source: "connect", kind: this.kind, ...this.details },
    };
  }
}

/** Any error as a refusal; what is not ours counts as the server being out of reach. */
export const refusalOf = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  return new Refusal("unreachable", error instanceof Error ? error.message : String(error));
};
