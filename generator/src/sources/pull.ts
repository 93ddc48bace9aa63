import { dirname, join, resolve } from "node:path";
import { type Io, isPresent, processIo } from "../1-load/index.js";
import { packageVersion, portableSource, readSource } from "../1-load/read.js";
import { specIn } from "../1-load/recognize.js";
import { putWhole } from "../6-write/index.js";
import { type Config, shownPath, type WatchedSource, watchedSources } from "../config/index.js";
import { sha256 } from "../document/hash.js";
import type { Json } from "../document/json.js";
import type { Progress } from "../pipeline.js";
import { createReport, type Report } from "../report/index.js";
import { type LockedSource, printSourcesLock, readSourcesLock, type SourcesLock } from "./lock.js";

/** What came of looking at one source. */
export type Pulled = {
  readonly name: string;
  readonly from: string;
  readonly state: "new" | "changed" | "unchanged" | "failed";
  /** What the lock said before. */
  readonly before?: LockedSource;
  /** What it says now. Absent when the source could not be refreshed. */
  readonly after?: LockedSource;
};

type PullOptions = {
  /** ISO day that new entries of the lock bear. */
  readonly today: string;
  readonly io?: Io;
};

/**
 * Looks at every source outside the repository, keeps a copy of what was fetched and writes the lock. One that cannot be
 * read, or is not an OpenAPI document, is reported; its copy and its line of the lock stay.
 */
export const pull = async (
  config: Config,
  { today, io = processIo() }: PullOptions,
  report: Report,
  progress: Progress,
): Promise<readonly Pulled[]> => {
  const sources = watchedSources(config);
  const lockPath = resolve(config.folder, config.sources.lock);
  const read = await readSourcesLock(lockPath, config.limits);
  if (!read.ok) report.add("source/lock-unreadable", { file: shownPath(lockPath) }, { reason: read.reason });
  const old: SourcesLock = (read.ok ? read.lock : undefined) ?? new Map();
  progress(`pull ${sources.length} sources`);
  const pulled = await Promise.all(
    sources.map((source) => pullOne(source, old.get(source.name), { config, today, io, report })),
  );
  const lock = pulled.flatMap(({ name, before, after = before }): [string, LockedSource][] =>
    after === undefined ? [] : [[name, after]],
  );
  if (lock.length > 0) putWhole(lockPath, Buffer.from(printSourcesLock(new Map(lock))), report);
  return pulled;
};

type PullJob = { readonly config: Config; readonly today: string; readonly io: Io; readonly report: Report };

const pullOne = async (
  source: WatchedSource,
  before: LockedSource | undefined,
  { config, today, io, report }: PullJob,
): Promise<Pulled> => {
  const { name, copy } = source;
  const known = before && { before };
  const watched = await readWatched(source, config, io);
  if (!watched.ok) {
    const { from, reason } = watched;
    const kept =
      copy !== undefined && (await isPresent(copy)) ? (before?.date ?? "an earlier day") : undefined;
    report.add("source/not-refreshed", { file: config.file ?? "config" }, { name, reason, kept });
    return { name, from, state: "failed", ...known };
  }
  const { seen, bytes } = watched;
  const same = before?.from === seen.from && before.sha256 === seen.sha256;
  const state = same ? "unchanged" : before === undefined ? "new" : "changed";
  const isKept = copy === undefined || keepCopy(copy, bytes, report);
  if (!isKept) return { name, from: seen.from, state: "failed", ...known };
  // The day of the last change, so that looking alone changes nothing.
  const { from, sha256, bytes: size, openapi, version } = seen;
  const date = same ? before.date : today;
  const after = { from, sha256, bytes: size, date, openapi, ...(version !== undefined && { version }) };
  return { name, from, state, ...known, after };
};

/** The folder of the copies keeps itself out of version control. */
const keepCopy = (path: string, bytes: Uint8Array, report: Report): boolean =>
  putWhole(join(dirname(path), ".gitignore"), Buffer.from("*\n"), report) && putWhole(path, bytes, report);

/** A source as it is now, or why it cannot be used, in a sentence. */
type Watched =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly seen: Omit<LockedSource, "date"> }
  | { readonly ok: false; readonly from: string; readonly reason: string };

/** A short text or number of a document that says anything. */
const shortText = (value: Json | undefined): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value).slice(0, 64) : undefined;

const infoVersion = (info: Json | undefined): string | undefined =>
  info instanceof Object && !Array.isArray(info)
    ? shortText(Object.hasOwn(info, "version") ? (info as { version?: Json }).version : undefined) // own, so JSON
    : undefined;

/** Fetches or reads a source and makes sure that it is an OpenAPI document. Keeps nothing. */
const readWatched = async (
  { from, access }: WatchedSource,
  { folder, limits }: Pick<Config, "folder" | "limits">,
  io: Io,
): Promise<Watched> => {
  const read = await readSource({ from, folder, ...(access && { access }) }, limits, io);
  const report = createReport();
  const shown = portableSource(from, folder);
  const spec = specIn(read, shown, report);
  if (!spec || !read.ok) {
    const [first] = report.diagnostics;
    const place = first?.at.line === undefined ? "" : ` (line ${first.at.line}, column ${first.at.column})`;
    return { ok: false, from: shown, reason: `${first?.message ?? ""}${place}` };
  }
  const { document } = spec;
  const version = from.startsWith("npm:") ? await packageVersion(from, folder) : infoVersion(document.info);
  return {
    ok: true,
    bytes: read.bytes,
    seen: {
      from: shown,
      sha256: sha256(read.bytes),
      bytes: read.bytes.length,
      openapi: shortText(document.openapi ?? document.swagger) ?? spec.version,
      ...(version !== undefined && { version }),
    },
  };
};
