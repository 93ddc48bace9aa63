import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { nearest, tokensOf } from "@jackfield/contract";
import { type PatchedSpec, type PatchFinding, placeIn, scaffold } from "../2-patch/index.js";
import { type Config, shownPath } from "../config/index.js";
import { survey } from "../pipeline.js";
import { codes, type Diagnostic, type Report } from "../report/index.js";
import {
  isIn,
  missingKey,
  type NamedPlace,
  type PatchFlags,
  placeNamed,
  readPatchConfig,
} from "./patch-source.js";
import type { Session } from "./session.js";

type PatchNewFlags = PatchFlags & { readonly out?: string };

/** What a patch is asked for: a code, a place, or both. */
type Wanted = { readonly code?: string; readonly place?: NamedPlace; readonly words: string };

type DiagnosticMatch = { readonly spec: PatchedSpec; readonly finding: PatchFinding };

const wantedOf = (words: readonly string[]): Wanted => {
  const place = words.map(placeNamed).findLast((named) => named !== undefined);
  const code = words.findLast((word) => placeNamed(word) === undefined);
  return { words: words.join(" "), ...(place && { place }), ...(code !== undefined && { code }) };
};

/** The diagnostics that point into a description: one for each code and place. */
const findingsOf = (
  specs: readonly PatchedSpec[],
  diagnostics: readonly Diagnostic[],
): readonly DiagnosticMatch[] => {
  const matches = new Map<string, DiagnosticMatch>();
  for (const { code, message, at } of diagnostics) {
    const { pointer } = at;
    const spec = specs.find(({ file }) => file === at.file);
    if (spec === undefined || pointer === undefined) continue;
    const key = JSON.stringify([spec.id, code, pointer]);
    const before = matches.get(key)?.finding.message;
    const whole = before === undefined ? message : `${before} ${message}`;
    matches.set(key, { spec, finding: { code, pointer, message: whole } });
  }
  return [...matches.values()];
};

/** A place that no diagnostic is about, in the one spec that has it. */
const plainPlace = (specs: readonly PatchedSpec[], { code, place }: Wanted): DiagnosticMatch | undefined => {
  if (place === undefined || code !== undefined) return undefined;
  const having = specs.filter(
    (spec) => isIn(spec, place) && placeIn(spec.overlaid, place.pointer).rest.length === 0,
  );
  const [spec] = having;
  return spec === undefined || having.length > 1 ? undefined : { spec, finding: { pointer: place.pointer } };
};

const choose = (
  wanted: Wanted,
  specs: readonly PatchedSpec[],
  report: Report,
): DiagnosticMatch | undefined => {
  const { code, place, words } = wanted;
  const all = findingsOf(specs, report.diagnostics);
  const matches = all.filter(
    ({ spec, finding }) =>
      (code === undefined || finding.code === code) &&
      (place === undefined || (isIn(spec, place) && finding.pointer === place.pointer)),
  );
  if (matches.length > 1) {
    const places = matches.map(({ spec, finding }) => {
      const pointer = specs.length > 1 ? `${spec.id}#${finding.pointer}` : finding.pointer || "#";
      return code === undefined ? `${finding.code} ${pointer}` : pointer;
    });
    report.add("patch/several-findings", { file: "command line" }, { wanted: words, places });
    return undefined;
  }
  const one = matches[0] ?? plainPlace(specs, wanted);
  if (one !== undefined) return one;
  const at = { file: "command line" };
  if (code === undefined && place !== undefined) {
    report.add("patch/no-finding", at, { wanted: words, ...missingKey(place, specs) });
    return undefined;
  }
  const known = all.filter(({ finding }) => place === undefined || finding.pointer === place.pointer);
  const names = known.map(({ finding }) => finding.code ?? "");
  const meant = nearest(code ?? "", names) ?? nearest(code ?? "", Object.keys(codes));
  report.add("patch/no-finding", at, {
    wanted: words,
    ...(meant !== undefined && meant !== code && { meant }),
  });
  return undefined;
};

/** `patch/string-ref` at `/components/schemas/Pet/allOf/1` gives `string-ref-components-schemas-pet-allof-1`. */
const slugOf = ({ code = "", pointer }: PatchFinding): string => {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "");
  const whole = plain(tokensOf(pointer).join("-"));
  const tail = whole.length > 56 ? whole.slice(-56).replace(/^[^-]*-/, "") : whole;
  return plain(`${code.replace(/^.*\//, "")}-${tail}`) || "patch";
};

/** Next to the spec's other patches when their folder has its name, else `patches/<spec id>/` next to the config. */
const folderFor = (config: Config, id: string): string => {
  const overlays = config.specs.find((spec) => spec.id === id)?.overlays ?? [];
  const folders = overlays.map((path) => dirname(resolve(config.folder, path)));
  return folders.find((folder) => basename(folder) === id) ?? join(config.folder, "patches", id);
};

/** Writes a file that must not be there yet. False after reporting. */
const writeNew = async (path: string, text: string, report: Report): Promise<boolean> => {
  const file = shownPath(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (problem) {
    const { code, message } = problem as NodeJS.ErrnoException; // what file system calls throw
    if (code === "EEXIST") report.add("write/foreign-file", { file }, { path: file });
    else report.add("write/failed", { file }, { problem: code ?? message });
    return false;
  }
};

/** What is left to do with a new patch. */
const nextStep = (
  path: string,
  { config, id, complete }: { config: Config; id: string; complete: boolean },
) => {
  const update = complete ? "" : "Fill in its update. ";
  if (config.file === undefined) return `${update}Then apply it with --overlay ${shownPath(path)}`;
  const listed = JSON.stringify(relative(config.folder, path).replaceAll("\\", "/"));
  return `${update}Then add to overlays of ${id} in ${config.file}:\n  ${listed},`;
};

/** `jackfield patch new`: an overlay for one diagnostic, ready for review. Never overwrites a file. */
export const runPatchNew = async (
  words: readonly string[],
  { out, ...flags }: PatchNewFlags,
  session: Session,
): Promise<number> => {
  const { report, progress } = session;
  const config = await readPatchConfig(flags, session);
  const surveyed = config && (await survey(config, { validate: true }, report, progress));
  if (!config || !surveyed) return session.finish();
  const before = report.diagnostics.length;
  const chosen = choose(wantedOf(words), surveyed.specs, report);
  // What is wrong with the spec is why the command was called, not what went wrong with it.
  const failed = () => session.finish({ diagnostics: report.diagnostics.slice(before) });
  if (chosen === undefined) return failed();
  const { spec, finding } = chosen;
  const { text, actions, complete } = scaffold(spec, finding);
  if (out === "-") {
    const line = complete ? undefined : "Fill in its update.";
    const summary = { overlay: text, actions };
    return session.finish({ diagnostics: [], summary, text, ...(line !== undefined && { line }) });
  }
  const path = resolve(out ?? join(folderFor(config, spec.id), `${slugOf(finding)}.yaml`));
  if (!(await writeNew(path, text, report))) return failed();
  const file = shownPath(path);
  return session.finish({
    diagnostics: [],
    summary: { file, actions },
    text: `${file}\n`,
    line: nextStep(path, { config, id: spec.id, complete }),
  });
};
