import type { lookup } from "node:dns";
import type { Readable } from "node:stream";
import type { Code, ParamsOf, Place, Report } from "../report/index.js";

/** The outside world, so that tests can stand in for it. */
export type Io = {
  readonly stdin: Readable;
  readonly lookup: typeof lookup;
};

type ReadCode = Extract<Code, "load/not-found" | "load/refused" | "load/too-large" | "load/timeout">;

/** Why something could not be read. */
export type ReadFailure = {
  readonly reason: string;
  tell(report: Report, at: Place): void;
};

/** Where bytes came from; what their relative references resolve against. */
export type Location =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "stdin" };

export type ReadBytes =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly location: Location }
  | { readonly ok: false; readonly failure: ReadFailure };

const reasonIn = (params: unknown): string =>
  params instanceof Object && "reason" in params ? String(params.reason) : "it is too large or too slow";

export const failure = <C extends ReadCode>(code: C, params: ParamsOf<C>): ReadBytes => ({
  ok: false,
  failure: {
    reason: reasonIn(params),
    tell: (report, at) => report.add(code, at, params),
  },
});
