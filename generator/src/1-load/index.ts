import { type Limits, shownPath } from "../config/index.js";
import type { Report } from "../report/index.js";
import { sha256 } from "../sources/sources-lock.js";
import { bundle } from "./bundle.js";
import { descriptionIn } from "./description.js";
import { shownUrl } from "./fetch.js";
import { locator } from "./locate.js";
import { portableSource, processIo, readSource, shownSource } from "./read.js";
import type { Io, ReadBytes } from "./read-result.js";
import type { LoadedSpec, Source } from "./types.js";

export { type ExternalDocument, readDocument } from "./documents.js";
export { maxDepth } from "./parsed.js";
export { isPresent, processIo } from "./read.js";
export type { Io } from "./read-result.js";
export type { LoadedSpec, Source } from "./types.js";
export { versionOf } from "./version.js";

/** What the reader of a source needs besides its bytes. */
type Job = {
  readonly source: Source;
  readonly limits: Limits;
  readonly report: Report;
  readonly io: Io;
};

const specFrom = async (
  read: ReadBytes,
  { source, limits, report, io }: Job,
): Promise<LoadedSpec | undefined> => {
  const { id, from, folder, copy } = source;
  const file = copy === undefined ? shownSource(from, folder, process.cwd()) : shownPath(copy);
  const found = descriptionIn(read, file, report);
  if (!found || !read.ok) return undefined;
  const { location } = read;
  // A copy stands alone: whoever works with it may be offline.
  const bounds = copy === undefined ? limits : { ...limits, allowRefHosts: [] };
  const locate = locator(found.text);
  report.knows(file, locate);
  const document = await bundle({ ...found, location }, { file, folder, limits: bounds, io, report });
  const url = location.kind === "url" ? location.url : copy === undefined ? undefined : from;
  return {
    id,
    file,
    source: portableSource(from, folder),
    version: found.version,
    document,
    hash: `sha256-${sha256(read.bytes)}`,
    ...(url !== undefined && { url: shownUrl(url) }),
    locate,
  };
};

/**
 * Reads, parses and bundles the sources, in their order. One that cannot be read or is no OpenAPI document is
 * reported and left out.
 */
export const load = async (
  sources: readonly Source[],
  limits: Limits,
  report: Report,
  io: Io = processIo(),
): Promise<readonly LoadedSpec[]> => {
  const reads = await Promise.all(sources.map((source) => readSource(source, limits, io)));
  const specs: LoadedSpec[] = [];
  for (const [index, source] of sources.entries()) {
    const read = reads[index];
    const spec = read && (await specFrom(read, { source, limits, report, io }));
    if (spec) specs.push(spec);
  }
  return specs;
};
