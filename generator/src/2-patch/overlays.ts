import { basename, dirname, isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { pointerTo } from "@jackfield/contract";
import { readDocument } from "../1-load/index.js";
import { type Config, isInside, shownPath } from "../config/index.js";
import type { JsonObject } from "../document/json.js";
import type { Place, Report } from "../report/index.js";
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
    report.add("patch/unreadable", { file: path }, { reason: "it is outside the repository" });
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
      report.add("patch/invalid", placeOf(pointerTo("", ...tokens.map(String))), { problem });
    }
    return undefined;
  }
  // An overlay in a config is reviewed by others; one on the command line concerns its author alone.
  if (config.file !== undefined && parsed.data.reason === undefined)
    report.add("patch/no-reason", placeOf(""), {});
  return { overlay: parsed.data, placeOf };
};

type NamedOverlay =
  | { readonly kind: "url"; readonly href: string }
  | { readonly kind: "file"; readonly path: string };

const isRemote = (name: string): boolean => /^(https?|npm):/i.test(name);

const plainName = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

const named = (name: string, folder: string): NamedOverlay => {
  if (isRemote(name)) return { kind: "url", href: URL.canParse(name) ? new URL(name).href : name };
  if (name.startsWith("file:") && URL.canParse(name)) return { kind: "file", path: fileURLToPath(name) };
  return { kind: "file", path: resolve(folder, plainName(name)) };
};

const lastPart = (name: NamedOverlay): string =>
  basename(name.kind === "file" ? name.path : name.href.replace(/[?#].*$/s, ""));

/**
 * Whether an overlay's `extends`, a URI reference relative to the overlay, may name the document that it is applied
 * to. Of a file and an address only the last part is compared: one is often a copy of the other.
 */
const mayExtend = (
  name: string,
  { overlay, source, folder }: { readonly overlay: string; readonly source: string; readonly folder: string },
): boolean => {
  if (source === "-" || name === source) return true;
  const [wanted, actual] = [named(name, dirname(overlay)), named(source, folder)];
  if (wanted.kind === "url" && actual.kind === "url" && !source.startsWith("npm:"))
    return wanted.href === actual.href;
  if (wanted.kind === "file" && actual.kind === "file") return wanted.path === actual.path;
  return lastPart(wanted) === lastPart(actual);
};

/** How changes name an overlay that the config lists: from the root of its repository, if it is in one. */
export const overlayName = (path: string, { folder, repository }: PatchConfig): string =>
  repository === undefined ? path : shownPath(resolve(folder, path), repository);

/** The document after the overlays that the config lists for it. */
export const applyOverlays = async (
  spec: { readonly id: string; readonly document: JsonObject },
  config: PatchConfig,
  report: Report,
): Promise<{ readonly document: JsonObject; readonly changes: readonly Change[] }> => {
  const configured = config.specs.find(({ id }) => id === spec.id);
  const paths = configured?.overlays ?? [];
  const seen = new Set<string>();
  let { document } = spec;
  let changes: readonly Change[] = [];
  for (const path of paths) {
    const absolute = resolve(config.folder, path);
    if (seen.has(absolute)) {
      report.add("patch/listed-twice", { file: shownPath(absolute) }, { spec: spec.id });
      continue;
    }
    seen.add(absolute);
    const read = await readOverlay(path, config, report);
    if (!read) continue;
    const { overlay, placeOf } = read;
    const where = { overlay: absolute, source: configured?.from ?? "-", folder: config.folder };
    if (overlay.extends !== undefined && !mayExtend(overlay.extends, where))
      report.add("patch/other-document", placeOf("/extends"), {
        extends: overlay.extends,
        source: where.source,
      });
    const by = overlayName(path, config);
    const applied = applyOverlay(document, overlay, { by, report, placeOf, earlier: changes });
    document = applied.document as JsonObject; // no action makes another kind of value of the root
    changes = applied.changes;
  }
  return { document, changes };
};
