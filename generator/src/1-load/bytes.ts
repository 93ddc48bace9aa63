import type { lookup } from "node:dns";
import { constants } from "node:fs";
import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { ClientCertificate } from "@jackfield/contract/certificate";
import { isInside, shownPath } from "../config/index.js";
import type { Code, ParamsOf, Place, Report } from "../report/index.js";

type Credentials = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly certificate?: ClientCertificate;
};

/** The outside world, so that tests can stand in for it. */
export type Io = {
  readonly stdin: Readable;
  readonly lookup: typeof lookup;
  /** The process environment: proxies, and what a source is read with. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What else to send and to show with a request for a document. */
  readonly credentialsFor?: (url: URL) => Credentials;
  /** Hears what takes a while. */
  readonly progress?: (what: string) => void;
};

/** Where bytes came from; what their relative references resolve against. */
export type Location =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "stdin" };

type ReadCode = Extract<
  Code,
  "load/not-found" | "load/refused" | "load/too-large" | "load/timeout" | "load/unauthorized"
>;

/** Why something could not be read. */
type ReadFailure = {
  readonly reason: string;
  report(report: Report, at: Place): void;
};

export type ReadBytes =
  | {
      readonly ok: true;
      readonly bytes: Uint8Array;
      readonly location: Location;
      /** The document repeated a key that it was fetched with, which was taken out. */
      readonly repeatedKey?: boolean;
    }
  | { readonly ok: false; readonly failure: ReadFailure };

const reasonIn = (params: unknown): string =>
  params instanceof Object && "reason" in params ? String(params.reason) : "it is too large or too slow";

/** A path, or undefined for a `file:` URL that names another host or no possible path. */
export const pathOfUrl = (url: string): string | undefined => {
  try {
    return fileURLToPath(new URL(url, "file:///"));
  } catch {
    return undefined;
  }
};

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

type LocalOptions = {
  readonly maxBytes: number;
  readonly within?: readonly string[];
  readonly shown?: string;
};

/** A file's bytes. With `within`, its real place (links followed) must be in one of those folders. */
export const readLocal = async (path: string, options: LocalOptions): Promise<ReadBytes> => {
  const from = options.shown ?? shownPath(path);
  try {
    const real = await realpath(path);
    if (options.within) {
      const roots = await Promise.all(options.within.map((folder) => realpath(folder).catch(() => folder)));
      if (!roots.some((root) => isInside(root, real))) {
        return failure("load/refused", { from, reason: "it is outside the allowed folder" });
      }
    }
    // A pipe without a writer would keep a plain open waiting for ever.
    const file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return await readRegular(file, { path, from, maxBytes: options.maxBytes });
    } finally {
      await file.close();
    }
  } catch (problem) {
    return failure("load/not-found", { from, reason: reasonOf(problem) });
  }
};

const readRegular = async (
  file: FileHandle,
  { path, from, maxBytes }: { readonly path: string; readonly from: string; readonly maxBytes: number },
): Promise<ReadBytes> => {
  const about = await file.stat();
  if (about.isDirectory()) return failure("load/not-found", { from, reason: "it is a folder" });
  if (!about.isFile()) return failure("load/not-found", { from, reason: "it is not a regular file" });
  if (about.size > maxBytes) return failure("load/too-large", { from, maxBytes });
  const stream = file.createReadStream({ autoClose: false, highWaterMark: 1 << 20 });
  // The size of a file in /proc says nothing, and any file may grow.
  const bytes = await collect(stream, maxBytes);
  return bytes === undefined
    ? failure("load/too-large", { from, maxBytes })
    : { ok: true, bytes, location: { kind: "file", path } };
};

/** A stream to its end; undefined when it is longer than the bound. */
const collect = async (stream: Readable, maxBytes: number): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
};

export const readStream = async (stream: Readable, maxBytes: number): Promise<ReadBytes> => {
  const bytes = await collect(stream, maxBytes);
  return bytes === undefined
    ? failure("load/too-large", { from: "standard input", maxBytes })
    : { ok: true, bytes, location: { kind: "stdin" } };
};

/** Whether there is something at a path. */
export const isPresent = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined;
