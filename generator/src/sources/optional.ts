import { resolve } from "node:path";
import { isPresent } from "../1-load/bytes.js";
import { shownUrl } from "../1-load/fetch.js";
import type { LoadedSpec, Source } from "../1-load/types.js";
import { accessOf, type Config, copyOf, shownPath, watchedSources } from "../config/index.js";
import { shortHash } from "../document/hash.js";
import type { Report } from "../report/index.js";
import { readSourcesLock } from "./lock.js";

/** The options that say where specs are. */
type SourcesConfig = Pick<Config, "specs" | "sources" | "folder" | "file" | "limits">;

/** What a run reads, and the ids of the optional specs that it does without. */
type PresentSources = { readonly sources: readonly Source[]; readonly absent: readonly string[] };

/** The specs of a config. An optional one is its copy; without a copy it is left out, with a note. */
export const presentSources = async (config: SourcesConfig, report: Report): Promise<PresentSources> => {
  const sources: Source[] = [];
  const absent: string[] = [];
  for (const spec of config.specs) {
    const { id, from } = spec;
    const copy = copyOf(spec, config);
    if (copy === undefined || (await isPresent(copy)))
      sources.push({
        id,
        from,
        folder: config.folder,
        ...accessOf(spec),
        ...(copy !== undefined && { copy }),
      });
    else {
      absent.push(id);
      report.add("load/optional-absent", { file: shownPath(copy) }, { spec: id, from: shownUrl(from) });
    }
  }
  if (sources.length === 0) report.add("load/none-pulled", { file: config.file ?? "config" }, {});
  return { sources, absent };
};

/** Warns of every source that is not what the lock says. Without a lock nothing was promised. */
export const compareWithLock = async (
  config: SourcesConfig,
  specs: readonly LoadedSpec[],
  report: Report,
): Promise<void> => {
  if (config.file === undefined) return;
  const path = resolve(config.folder, config.sources.lock);
  const read = await readSourcesLock(path, config.limits);
  if (!read.ok) report.add("config/sources-lock", { file: shownPath(path) }, { reason: read.reason });
  if (!read.ok || read.lock === undefined) return;
  const watched = new Set(watchedSources(config).map(({ name }) => name));
  for (const { id, file, source, hash } of specs.filter((spec) => watched.has(spec.id))) {
    const locked = read.lock.get(id);
    const current = hash.replace(/^sha256-/, "");
    if (locked?.from !== source) report.add("source/not-locked", { file }, { from: source });
    else if (locked.sha256 !== current) {
      const hashes = { locked: shortHash(locked.sha256), current: shortHash(current) };
      report.add("source/changed", { file }, { from: source, ...hashes });
    }
  }
};
