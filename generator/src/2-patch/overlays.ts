import { isAbsolute, resolve } from "node:path";
import { type JsonObject, readDocument } from "../1-load/index.js";
import { type Config, isInside, shownPath } from "../config/index.js";
import { child, type Place, type Report } from "../report/index.js";
import { applyOverlay } from "./apply.js";
import { type Overlay, overlayFormat } from "./format.js";
import type { Change } from "./types.js";

/** The options that this stage reads. */
export type PatchConfig = Pick<Config, "specs" | "repairs" | "limits" | "folder" | "file" | "repository">;

type ReadOverlay = { readonly overlay: Overlay; readonly placeOf: (pointer: string) => Place };

const readOverlay = async (
  path: string,
  config: PatchConfig,
  report: Report,
): Promise<ReadOverlay | undefined> => {
  const { folder, repository } = config;
  const absolute = resolve(folder, path);
  const file = shownPath(absolute);
  if (repository !== undefined && (isAbsolute(path) || !isInside(repository, absolute))) {
    report.add("patch/unreadable", { file: path }, { reason: "it lies outside the repository" });
    return undefined;
  }
  const within = repository === undefined ? undefined : [repository];
  const read = await readDocument({ kind: "file", path: absolute }, { limits: config.limits, within });
  if (!read.ok) {
    report.add("patch/unreadable", { file }, { reason: read.reason });
    return undefined;
  }
  const placeOf = (pointer: string): Place => ({ file, pointer, ...read.locate(pointer) });
  const parsed = overlayFormat.safeParse(read.value);
  if (!parsed.success) {
    for (const { path: tokens, message } of parsed.error.issues) {
      const where = tokens.length === 0 ? "it" : tokens.join(".");
      const problem = `${where} ${message.replace(/^Invalid input: /, "is wrong: ")}`;
      report.add("patch/invalid", placeOf(child("", ...tokens.map(String))), { problem });
    }
    return undefined;
  }
  // An overlay in a config is reviewed by others; one on the command line concerns its author alone.
  if (config.file !== undefined && parsed.data["x-reason"] === undefined)
    report.add("patch/no-reason", placeOf(""), {});
  return { overlay: parsed.data, placeOf };
};

/** The document after the overlays that the config lists for it. */
export const applyOverlays = async (
  spec: { readonly id: string; readonly document: JsonObject },
  config: PatchConfig,
  report: Report,
): Promise<{ readonly document: JsonObject; readonly changes: readonly Change[] }> => {
  const paths = config.specs.find(({ id }) => id === spec.id)?.overlays ?? [];
  const seen = new Set<string>();
  let { document } = spec;
  const changes: Change[] = [];
  for (const path of paths) {
    const absolute = resolve(config.folder, path);
    if (seen.has(absolute)) {
      report.add("patch/listed-twice", { file: shownPath(absolute) }, { spec: spec.id });
      continue;
    }
    seen.add(absolute);
    const read = await readOverlay(path, config, report);
    if (!read) continue;
    const by = config.repository === undefined ? path : shownPath(absolute, config.repository);
    const applied = applyOverlay(document, read.overlay, { by, report, placeOf: read.placeOf });
    document = applied.document as JsonObject; // updates and removals keep the root an object
    changes.push(...applied.changes);
  }
  return { document, changes };
};
