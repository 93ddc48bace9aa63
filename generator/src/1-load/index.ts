import { createHash } from "node:crypto";
import type { Limits } from "../config/index.js";
import type { Report } from "../report/index.js";
import { bundle } from "./bundle.js";
import { reportFault } from "./faults.js";
import { shownUrl } from "./fetch.js";
import { locator } from "./locate.js";
import { parse } from "./parse.js";
import { portableSource, processIo, readSource, shownSource } from "./read.js";
import type { Io, ReadBytes } from "./read-result.js";
import { decode } from "./text.js";
import type { LoadedSpec, Source } from "./types.js";
import { recognise } from "./version.js";

export { isSchemaSlot, type Section, sectionFor, sectionPath } from "./components.js";
export { type ExternalDocument, readDocument } from "./documents.js";
export { processIo } from "./read.js";
export type { Io } from "./read-result.js";
export type { Json, JsonObject, LoadedSpec, OpenApiVersion, Source } from "./types.js";
export { versionOf } from "./version.js";
export { rewrite, type Spot, type Visit } from "./walk.js";

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
  const { id, from, folder } = source;
  const file = shownSource(from, folder, process.cwd());
  if (!read.ok) {
    read.failure.tell(report, { file });
    return undefined;
  }
  const decoded = decode(read.bytes);
  if (!decoded.ok) {
    report.add("load/not-text", { file }, { found: decoded.found });
    return undefined;
  }
  const { text } = decoded;
  const parsed = text.trim() === "" ? ({ ok: true, value: null } as const) : parse(text, file);
  if (!parsed.ok) {
    if (/^\s*<(!doctype|html|\?xml)/i.test(text))
      report.add("load/not-openapi", { file }, { found: "an HTML or XML page" });
    else for (const fault of parsed.faults) reportFault(fault, text, file, report);
    return undefined;
  }
  const found = recognise(parsed.value);
  if (found.kind === "empty") report.add("load/empty", { file }, {});
  if (found.kind === "other") report.add("load/not-openapi", { file }, { found: found.found });
  if (found.kind === "unsupported")
    report.add("load/unsupported-version", { file }, { version: found.version });
  if (found.kind !== "openapi") return undefined;
  const { location } = read;
  const document = await bundle({ ...found, location }, { file, folder, limits, io, report });
  return {
    id,
    file,
    source: portableSource(from, folder),
    version: found.version,
    document,
    hash: `sha256-${createHash("sha256").update(read.bytes).digest("hex")}`,
    ...(location.kind === "url" ? { url: shownUrl(location.url) } : {}),
    locate: locator(text),
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
