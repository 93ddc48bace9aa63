import { type Limits, shownPath } from "../config/index.js";
import { sha256 } from "../document/hash.js";
import type { Report } from "../report/index.js";
import { bundle } from "./bundle.js";
import { type Io, type ReadBytes, readLocal } from "./bytes.js";
import { shownUrl } from "./fetch.js";
import { locator } from "./parse.js";
import { portableSource, processIo, readSource, shownSource, withAccess } from "./read.js";
import { specIn } from "./recognize.js";
import { decode } from "./text.js";
import type { LoadedSpec, Source } from "./types.js";

export { type Io, isPresent } from "./bytes.js";
export { type ExternalDocument, readDocument } from "./documents.js";
export { processIo } from "./read.js";
export { versionOf } from "./recognize.js";
export { maxDepth } from "./text.js";

/** The bytes of a file; undefined when there is none that can be read. */
export const readBytes = async (path: string): Promise<Uint8Array | undefined> => {
  const read = await readLocal(path, { maxBytes: Number.MAX_SAFE_INTEGER });
  return read.ok ? read.bytes : undefined;
};

/** The bytes of a source, unparsed; undefined when it cannot be read. */
export const readSourceBytes = async (
  source: Source,
  limits: Limits,
  io: Io,
): Promise<Uint8Array | undefined> => {
  const read = await readSource(source, limits, io);
  return read.ok ? read.bytes : undefined;
};
export type { LoadedSpec, Source } from "./types.js";

/** What the reader of a source needs apart from its bytes. */
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
  const spec = specIn(read, file, report);
  if (!spec || !read.ok) return undefined;
  if (read.repeatedKey) report.add("load/repeats-key", { file }, { from: file });
  const { location, bytes } = read;
  // A copy stands alone: its reader may be offline.
  const bounds = copy === undefined ? limits : { ...limits, allowRefHosts: [] };
  // Kept as bytes: the text of a large spec takes twice their room, and is wanted for places only.
  const locate = locator(() => {
    const decoded = decode(bytes);
    return decoded.ok ? decoded.text : "";
  });
  report.knows(file, locate);
  const known = await withAccess(io, source);
  const { document, parts } = await bundle(
    { ...spec, location },
    { file, folder, limits: bounds, io: known.io, report },
  );
  const url = location.kind === "url" ? location.url : copy === undefined ? undefined : from;
  return {
    id,
    file,
    source: portableSource(from, folder),
    version: spec.version,
    document,
    ...(location.kind === "file" && { path: location.path }),
    parts: parts.map((part) => (part.kind === "file" ? part.path : undefined)),
    hash: `sha256-${sha256(bytes)}`,
    ...(url !== undefined && { url: shownUrl(url) }),
    locate,
  };
};

/**
 * Reads, parses and bundles the sources, in their order. One that cannot be read or is not an OpenAPI document is
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
