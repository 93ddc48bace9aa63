import type { lookup } from "node:dns";
import { readFile, realpath, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { isInside, shownPath } from "../config/index.js";
import type { Code, ParamsOf, Place, Report } from "../report/index.js";

/** The outside world, so that tests can stand in for it. */
export type Io = {
  readonly stdin: Readable;
  readonly lookup: typeof lookup;
};

/** Where bytes came from; what their relative references resolve against. */
export type Location =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "stdin" };

type ReadCode = Extract<Code, "load/not-found" | "load/refused" | "load/too-large" | "load/timeout">;

/** Why something could not be read. */
export type ReadFailure = {
  readonly reason: string;
  report(report: Report, at: Place): void;
};

export type ReadBytes =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly location: Location }
  | { readonly ok: false; readonly failure: ReadFailure };

const reasonIn = (params: unknown): string =>
  params instanceof Object && "reason" in params ? String(params.reason) : "it is too large or too slow";

export const failure = <C extends ReadCode>(code: C, params: ParamsOf<C>): ReadBytes => ({
  ok: false,
  failure: {
    reason: reasonIn(params),
    report: (report, at) => report.add(code, at, params),
  },
});

const reasonOf = (problem: unknown): string => {
  const code = (problem as NodeJS.ErrnoException).code; // what file system calls throw carries a code
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a folder";
  return code === "EACCES" ? "permission denied" : String(code ?? problem);
};

/** A file's bytes. With `within`, its real place (links followed) must be in one of those folders. */
export const readLocal = async (
  path: string,
  options: { readonly maxBytes: number; readonly within?: readonly string[]; readonly shown?: string },
): Promise<ReadBytes> => {
  const from = options.shown ?? shownPath(path);
  try {
    const real = await realpath(path);
    if (options.within) {
      const roots = await Promise.all(options.within.map((folder) => realpath(folder).catch(() => folder)));
      if (!roots.some((root) => isInside(root, real))) {
        return failure("load/refused", { from, reason: "it is outside the allowed folder" });
      }
    }
    const { size } = await stat(real);
    if (size > options.maxBytes) return failure("load/too-large", { from, maxBytes: options.maxBytes });
    return { ok: true, bytes: await readFile(real), location: { kind: "file", path } };
  } catch (problem) {
    return failure("load/not-found", { from, reason: reasonOf(problem) });
  }
};

/** A stream to its end, or no further than the bound. */
export const readStream = async (stream: Readable, maxBytes: number): Promise<ReadBytes> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) return failure("load/too-large", { from: "standard input", maxBytes });
    chunks.push(bytes);
  }
  return { ok: true, bytes: Buffer.concat(chunks), location: { kind: "stdin" } };
};

/** Whether there is something at a path. */
export const isPresent = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined;
