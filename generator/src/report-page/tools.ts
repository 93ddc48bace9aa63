import { tokensOf } from "@jackfield/contract";
import type { PlannedTool } from "../4-plan/types.js";
import type { Diagnostic } from "../report/index.js";
import { number } from "../report/index.js";
import { placeOf, type SurfacePlace, type SurfaceTool } from "../surface/index.js";
import {
  bounded,
  boundedLine,
  bounds,
  codeWeightOf,
  createRoom,
  firstOf,
  moreNote,
  placeText,
  weightOf,
} from "./bounded.js";

import { pretty } from "./lines.js";
import { followed, notesText, read, typeText, wordsOf } from "./schema-text.js";
import type { ArgumentRow, Effect, ReportFacts, ToolEntry } from "./types.js";

const schemaLines = 400;

/** The list of tools, in the order of their names. `anchors` says where the page shows a patch. */
export const toolEntries = (
  facts: ReportFacts,
  anchors: ReadonlyMap<string, string>,
): { readonly entries: readonly ToolEntry[]; readonly left: string } => {
  const { shown, left } = firstOf(facts.plan.tools, bounds.tools);
  const surfaces = new Map(facts.surface.tools.map((tool) => [tool.name, tool]));
  const fits = createRoom(bounds.toolDetails);
  const shared = {
    anchors,
    profiles: profilesByTool(facts),
    findings: findingsByOperation(facts),
    fits,
    facts,
  };
  return {
    entries: shown.flatMap((planned) => {
      const surface = surfaces.get(planned.face.name);
      return surface ? [toolEntry(planned, surface, shared)] : [];
    }),
    left: moreNote(left, "tool"),
  };
};

type Shared = {
  readonly facts: ReportFacts;
  readonly anchors: ReadonlyMap<string, string>;
  readonly profiles: ReadonlyMap<string, readonly string[]>;
  readonly findings: ReadonlyMap<string, readonly Diagnostic[]>;
  readonly fits: (wanted: number) => boolean;
};

const toolEntry = (planned: PlannedTool, surface: SurfaceTool, shared: Shared): ToolEntry => {
  const { face, record } = planned;
  const rows = argumentRows(planned, surface);
  const schema = pretty(record.inputSchema, schemaLines);
  const text = schema.lines.join("\n");
  const words = bounded(record.description, bounds.description);
  const room = shared.fits(codeWeightOf(text) + weightOf(words) + weightOf(wordsIn(rows.shown)));
  const source = sourceOf(planned, shared);
  return {
    name: face.name,
    title: boundedLine(record.title ?? "", room ? bounds.name : bounds.brief),
    method: boundedLine(surface.method ?? "", 20),
    path: boundedLine(surface.path ?? source.place, bounds.pointer),
    effect: effectOf(face.hints),
    hints: surface.hints,
    tokens: surface.tokens,
    cost: number(surface.tokens),
    tags: record.tags.slice(0, bounds.labels).map((tag) => boundedLine(tag, bounds.name)),
    profiles: shared.profiles.get(face.name) ?? [],
    patches: surface.patches
      .slice(0, bounds.labels)
      .map((by) => ({ by: boundedLine(by, bounds.name), anchor: shared.anchors.get(by) ?? "patches" })),
    description: room ? words : bounded(record.description, bounds.brief),
    source: source.place,
    arguments: room ? rows.shown : [],
    argumentsLeft: room ? moreNote(rows.left, "argument") : "",
    schema: room ? text : "",
    schemaNote: schemaNote(room, schema.cut),
    findings: source.findings.slice(0, bounds.findingsOfTool).map(({ severity, code, message }) => ({
      severity,
      code,
      message: boundedLine(message, bounds.message),
    })),
  };
};

const sourceOf = (
  planned: PlannedTool,
  { facts, findings }: Shared,
): { readonly place: string; readonly findings: readonly Diagnostic[] } => {
  if (planned.kind === "local") {
    const { file, line, column } = planned.origin;
    return { place: placeText({ file }, { line, column }), findings: findings.get(file) ?? [] };
  }
  const { api, file, pointer } = planned.origin;
  const spec = facts.specs.find(({ id }) => id === api);
  return {
    place: placeText({ file, pointer }, spec?.locate(pointer)),
    findings: findings.get(`${spec?.file}#${operationOf(pointer)}`) ?? [],
  };
};

const wordsIn = (rows: readonly ArgumentRow[]): string =>
  rows.map(({ name, type, notes, description }) => name + type + notes + description).join("");

const schemaNote = (room: boolean, cut: boolean): string => {
  if (!room)
    return "Arguments and schema are left out, or the page would be too large: inspect fewer tools at once.";
  return cut ? `… the rest is left out after ${schemaLines} lines.` : "";
};

const effectOf = ({ readOnly, destructive }: PlannedTool["face"]["hints"]): Effect => {
  if (readOnly) return "reads";
  return destructive ? "destroys" : "changes";
};

const places: Readonly<Record<SurfacePlace, string>> = {
  path: "path",
  query: "query",
  querystring: "whole query",
  header: "header",
  cookie: "cookie",
  body: "body",
  choice: "chooses the body's format",
  reply: "shapes the reply",
  local: "",
};

const argumentRows = (
  { face, record }: PlannedTool,
  { required }: SurfaceTool,
): { readonly shown: readonly ArgumentRow[]; readonly left: number } => {
  const needed = new Set(required);
  const sorted = Object.keys(face.input.properties).sort(
    (a, b) => Number(needed.has(b)) - Number(needed.has(a)),
  );
  const { shown, left } = firstOf(sorted, bounds.arguments);
  const advertised = read(record.inputSchema, "properties");
  const definitions = read(face.input, "$defs");
  return {
    shown: shown.map((key) => {
      // What a call may say, not what is left of it in a client's list: that stands below the table.
      const schema = followed(read(face.input.properties, key), definitions);
      const bound = "request" in face ? read(read(face.request.parameters, key), "bind") : undefined;
      const notes = [
        notesText(schema),
        ...(read(advertised, key) === undefined ? ["not advertised"] : []),
        ...(typeof bound === "string" ? [`filled in from \`${boundedLine(bound, bounds.name)}\``] : []),
      ];
      return {
        name: boundedLine(key, bounds.name),
        place: places[placeOf(face, key)],
        required: needed.has(key),
        type: typeText(schema, definitions),
        notes: notes.filter((note) => note !== "").join(" · "),
        description: wordsOf(schema, bounds.argument),
      };
    }),
    left,
  };
};

const profilesByTool = ({ plan }: ReportFacts): ReadonlyMap<string, readonly string[]> => {
  const byTool = new Map<string, string[]>();
  for (const [profile, tools] of Object.entries(plan.definition.profiles ?? {}).slice(0, bounds.groups)) {
    for (const tool of tools) {
      const profiles = byTool.get(tool);
      if (profiles) profiles.push(profile);
      else byTool.set(tool, [profile]);
    }
  }
  return byTool;
};

/** `/paths/~1pets/get` of anything below it. */
const operationOf = (pointer: string): string => pointer.split("/", 4).join("/");

/** Diagnostics that point into an operation, by file and pointer of that operation. */
const findingsByOperation = ({ diagnostics }: ReportFacts): ReadonlyMap<string, readonly Diagnostic[]> => {
  const byOperation = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const { file, pointer = "" } = diagnostic.at;
    if (tokensOf(pointer).length < 3) continue;
    const key = `${file}#${operationOf(pointer)}`;
    const known = byOperation.get(key);
    if (known) known.push(diagnostic);
    else byOperation.set(key, [diagnostic]);
  }
  return byOperation;
};
