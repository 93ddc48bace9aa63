import { lookup as resolveName } from "node:dns";
import { readFile as readWhole, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { isInside, type Limits, shownPath } from "../config/index.js";
import { fetchBytes, shownUrl } from "./fetch.js";
import { failure, type Io, type ReadBytes } from "./read-result.js";

/** The process's own standard input and name resolution. */
export const processIo = (): Io => ({ stdin: process.stdin, lookup: resolveName });

const reasonOf = (problem: unknown): string => {
  const code = (problem as NodeJS.ErrnoException).code; // what file system calls throw carries a code
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a folder";
  return code === "EACCES" ? "permission denied" : String(code ?? problem);
};

/** A file's bytes. With `within`, its real place (links followed) must lie in one of those folders. */
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
        return failure("load/refused", { from, reason: "it lies outside the allowed folder" });
      }
    }
    const { size } = await stat(real);
    if (size > options.maxBytes) return failure("load/too-large", { from, maxBytes: options.maxBytes });
    return { ok: true, bytes: await readWhole(real), location: { kind: "file", path } };
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

/** `npm:@scope/name/path` → package and path; undefined when it does not have both. */
const npmParts = (from: string): { name: string; path: string } | undefined => {
  const match = /^npm:((?:@[\w.-]+\/)?[\w-][\w.-]*)\/(.+)$/.exec(from);
  return match?.[1] && match[2] ? { name: match[1], path: match[2] } : undefined;
};

const packageFolder = async (name: string, folder: string): Promise<string | undefined> => {
  for (let place = resolve(folder); ; place = dirname(place)) {
    const candidate = join(place, "node_modules", name);
    if (await stat(join(candidate, "package.json")).catch(() => undefined)) return candidate;
    if (dirname(place) === place) return undefined;
  }
};

const readPackage = async (from: string, folder: string, maxBytes: number): Promise<ReadBytes> => {
  const parts = npmParts(from);
  if (!parts)
    return failure("load/not-found", { from, reason: "npm: needs a package and a file, npm:package/file" });
  const home = await packageFolder(parts.name, folder);
  if (home === undefined)
    return failure("load/not-found", { from, reason: `${parts.name} is not installed` });
  if (!isInside(home, resolve(home, parts.path))) {
    return failure("load/refused", { from, reason: "it leads out of the package" });
  }
  return readLocal(join(home, parts.path), { maxBytes, within: [home], shown: from });
};

/** The version of the package that an `npm:` source lies in, as its manifest says. */
export const packageVersion = async (from: string, folder: string): Promise<string | undefined> => {
  const parts = npmParts(from);
  const home = parts && (await packageFolder(parts.name, folder));
  if (home === undefined) return undefined;
  const manifest = await readLocal(join(home, "package.json"), { maxBytes: 1_000_000 });
  if (!manifest.ok) return undefined;
  try {
    const said: unknown = JSON.parse(Buffer.from(manifest.bytes).toString("utf8"));
    return said instanceof Object && "version" in said ? String(said.version) : undefined;
  } catch {
    return undefined;
  }
};

/** Whether there is something at a path. */
export const isPresent = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined;

/** How messages and output name a source: no secrets, no absolute paths. */
export const shownSource = (from: string, folder: string, relativeTo: string): string => {
  if (from === "-") return "stdin";
  if (from.startsWith("npm:")) return from;
  if (/^https?:\/\//i.test(from)) return shownUrl(from);
  const shown = shownPath(resolve(folder, from), relativeTo);
  // An absolute path elsewhere is shown as it was given; the way up from here to there would help nobody.
  return isAbsolute(from) && shown.startsWith("..") ? from : shown;
};

/** A source as output names it: nothing of the machine's own folders. */
export const portableSource = (from: string, folder: string): string => {
  const shown = shownSource(from, folder, folder);
  return isAbsolute(shown) ? basename(shown) : shown;
};

/** The bytes behind a source as a config or a flag names it. */
export const readSource = async (
  source: { readonly from: string; readonly folder: string; readonly copy?: string },
  limits: Limits,
  io: Io,
): Promise<ReadBytes> => {
  const { from, folder, copy } = source;
  if (copy !== undefined) return readLocal(copy, { maxBytes: limits.maxBytes });
  if (from === "-") return readStream(io.stdin, limits.maxBytes);
  if (from.startsWith("npm:")) return readPackage(from, folder, limits.maxBytes);
  if (/^https?:\/\//i.test(from)) return fetchBytes(from, limits, io);
  if (/^[a-z][a-z0-9+.-]+:/i.test(from) && !from.startsWith("file:")) {
    return failure("load/refused", {
      from: from.slice(0, 80),
      reason: "only files, https:, npm: and - are read",
    });
  }
  const path = from.startsWith("file:") ? fileURLToPath(from) : resolve(folder, from);
  return readLocal(path, { maxBytes: limits.maxBytes });
};
