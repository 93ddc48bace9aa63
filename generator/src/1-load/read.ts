import { lookup as resolveName } from "node:dns";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { readCertificate, UnusableCertificate } from "@jackfield/contract/certificate";
import { isInside, type Limits, shownPath } from "../config/index.js";
import { failure, type Io, pathOfUrl, type ReadBytes, readLocal, readStream } from "./bytes.js";
import { fetchBytes, shownUrl } from "./fetch.js";
import type { Source } from "./types.js";

/** The process's own standard input and name resolution. */
export const processIo = (): Io => ({ stdin: process.stdin, lookup: resolveName, env: process.env });

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

/** The version of the package of an `npm:` source, as its manifest says. */
export const packageVersion = async (from: string, folder: string): Promise<string | undefined> => {
  const parts = npmParts(from);
  const home = parts && (await packageFolder(parts.name, folder));
  if (home === undefined) return undefined;
  const manifest = await readLocal(join(home, "package.json"), { maxBytes: 1_000_000 });
  if (!manifest.ok) return undefined;
  try {
    const about: unknown = JSON.parse(Buffer.from(manifest.bytes).toString("utf8"));
    return about instanceof Object && "version" in about ? String(about.version) : undefined;
  } catch {
    return undefined;
  }
};

/** How messages and output name a source: no secrets, no absolute paths. */
export const shownSource = (from: string, folder: string, relativeTo: string): string => {
  if (from === "-") return "stdin";
  if (from.startsWith("npm:")) return from;
  if (/^https?:\/\//i.test(from)) return shownUrl(from);
  const shown = shownPath(resolve(folder, from), relativeTo);
  // An absolute path elsewhere is shown as it was given; the way up from here to there would help no one.
  return isAbsolute(from) && shown.startsWith("..") ? from : shown;
};

/** A source as output names it: nothing of the machine's own folders. */
export const portableSource = (from: string, folder: string): string => {
  const shown = shownSource(from, folder, folder);
  return isAbsolute(shown) ? basename(shown) : shown;
};

/**
 * An `io` that sends the headers of a source and shows its certificate to the origin of its URL, and to no other. Their
 * values are in environment variables; what is wrong with one is told in place of the result.
 */
export const withAccess = async (
  io: Io,
  { from, access = {} }: Pick<Source, "from" | "access">,
): Promise<{ readonly io: Io; readonly problem?: string }> => {
  const { headerEnv = {}, certificateEnv } = access;
  const names = Object.entries(headerEnv);
  if ((names.length === 0 && certificateEnv === undefined) || !URL.canParse(from)) return { io };
  const missing = names.find(([, variable]) => (io.env[variable] ?? "") === "")?.[1];
  if (missing !== undefined)
    return { io, problem: `the environment variable ${missing}, which holds a header for it, is not set` };
  const headers = Object.fromEntries(names.map(([name, variable]) => [name, io.env[variable] ?? ""]));
  try {
    const value = (variable: string): string | undefined => io.env[variable]?.trim() || undefined;
    const read = (path: string): Promise<string> => readFile(path, "utf8");
    const certificate = certificateEnv && (await readCertificate(certificateEnv, { value, read }));
    const credentials = { headers, ...(certificate && { certificate }) };
    const { origin } = new URL(from);
    return { io: { ...io, credentialsFor: (url) => (url.origin === origin ? credentials : {}) } };
  } catch (fault) {
    if (!(fault instanceof UnusableCertificate)) throw fault;
    return { io, problem: fault.message.replace(/\.$/, "") };
  }
};

/** The bytes behind a source as a config or a flag names it. */
export const readSource = async (
  source: Pick<Source, "from" | "folder" | "copy" | "access">,
  limits: Limits,
  plainIo: Io,
): Promise<ReadBytes> => {
  const { from, folder, copy } = source;
  if (copy !== undefined) return readLocal(copy, { maxBytes: limits.maxBytes });
  if (from === "-") return readStream(plainIo.stdin, limits.maxBytes);
  if (from.startsWith("npm:")) return readPackage(from, folder, limits.maxBytes);
  if (/^https?:\/\//i.test(from)) {
    const { io, problem } = await withAccess(plainIo, source);
    if (problem === undefined) return fetchBytes(from, limits, io);
    return failure("load/unauthorized", { from: shownUrl(from), reason: problem });
  }
  if (/^[a-z][a-z0-9+.-]+:/i.test(from) && !from.startsWith("file:")) {
    return failure("load/refused", {
      from: from.slice(0, 80),
      reason: "only files, https:, npm: and - are read",
    });
  }
  const path = from.startsWith("file:") ? pathOfUrl(from) : resolve(folder, from);
  if (path === undefined) {
    const reason = "a file: address has no host and no encoded slash, as in file:///folder/openapi.yaml";
    return failure("load/not-found", { from: from.slice(0, 80), reason });
  }
  return readLocal(path, { maxBytes: limits.maxBytes });
};
