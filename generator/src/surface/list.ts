import { isRecord, schemaPlaces, type ToolFace } from "@jackfield/contract";
import { tokenCounter } from "../compiler/index.js";
import { argumentsOf } from "./arguments.js";
import { hashOf } from "./fingerprint.js";
import { type Surface, type SurfaceTool, surfaceVersion } from "./types.js";

/** One entry of a `tools/list` result, of whatever server. */
type AnyTool = Readonly<Record<string, unknown>> & { readonly name: string };

/** The surface of a server of which only its tool list is known. A strange schema is read as far as it makes sense. */
export const surfaceOfList = async (list: readonly AnyTool[]): Promise<Surface> => {
  const count = tokenCounter();
  const tools = list.map((tool) => surfaceTool(tool, count)).sort(byName);
  return {
    version: surfaceVersion,
    totals: { tools: tools.length, tokens: tools.reduce((sum, { tokens }) => sum + tokens, 0) },
    server: { title: "" },
    profiles: [{ name: "default", mode: "all" }],
    apis: [],
    tools,
  };
};

/** Tools of one name stay in their order. */
const byName = (a: SurfaceTool, b: SurfaceTool): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

const surfaceTool = (tool: AnyTool, count: (text: string) => number): SurfaceTool => {
  const { name, description, inputSchema, outputSchema, annotations } = tool;
  const input = inputOf(inputSchema);
  const hash = hashOf(inputSchema ?? null);
  const hints = isRecord(annotations) ? annotations : {};
  const face: ToolFace = {
    name,
    description: typeof description === "string" ? description : "",
    hints: { readOnly: false, destructive: false, idempotent: false },
    input,
  };
  return {
    name,
    required: [...(input.required ?? [])],
    hints: Object.keys(hints).filter((hint) => hint.endsWith("Hint") && hints[hint] === true),
    security: [],
    description: face.description,
    schema: hash,
    input: hash,
    ...(outputSchema !== undefined && { reply: hashOf(outputSchema) }),
    tokens: count(JSON.stringify(tool)),
    // Nothing says where a tool comes from, so that is no difference either.
    source: "",
    patches: [],
    ...argumentsOf(face),
  };
};

const inputOf = (schema: unknown): ToolFace["input"] => {
  const own = cleaned(schema);
  const root = isRecord(own) ? own : {};
  const properties = isRecord(root.properties) ? root.properties : {};
  // Cleaned schemas are those of the model, which the contract knows as JSON.
  return { additionalProperties: true, ...root, type: "object", properties } as ToolFace["input"];
};

const texts = new Set(["title", "description", "format", "pattern"]);
const numbers = new Set(
  `minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems minProperties
    maxProperties`.split(/\s+/),
);
/** Deeper than any client reads; a list may come from anywhere. */
const deepest = 100;

/** What is left of a schema of any dialect when every keyword has a value that it may have. */
const cleaned = (schema: unknown, depth = 0): unknown => {
  if (typeof schema === "boolean") return schema;
  if (!isRecord(schema) || depth > deepest) return true;
  const inner = (value: unknown) => cleaned(value, depth + 1);
  const kept = Object.entries(schema).flatMap(([key, value]): readonly (readonly [string, unknown])[] => {
    const name = modernName(key, value);
    if (name === "$ref") return typeof value === "string" ? refTo(value) : [];
    if (name === "type") return typesIn(value);
    if (name === "required") return stringsIn(name, value);
    if (name === "enum") return Array.isArray(value) ? [[name, value]] : [];
    if (name === "const" || name === "default") return [[name, value]];
    if (name === "uniqueItems") return typeof value === "boolean" ? [[name, value]] : [];
    if (texts.has(name)) return typeof value === "string" ? [[name, value]] : [];
    if (numbers.has(name)) return typeof value === "number" ? [[name, value]] : [];
    if (places.one.has(name)) return isSchema(value) ? [[name, inner(value)]] : [];
    if (places.list.has(name)) return Array.isArray(value) ? [[name, value.map(inner)]] : [];
    if (!places.map.has(name) || !isRecord(value)) return [];
    return [[name, Object.fromEntries(Object.entries(value).map(([at, one]) => [at, inner(one)]))]];
  });
  return Object.fromEntries(kept);
};

/** Drafts before 2020-12 have other names for two keywords. */
const modernName = (key: string, value: unknown): string => {
  if (key === "items" && Array.isArray(value)) return "prefixItems";
  return key === "definitions" ? "$defs" : key;
};

const places = {
  one: new Set<string>(schemaPlaces.one.filter((key) => key !== "additionalItems")),
  list: new Set<string>(schemaPlaces.list),
  map: new Set<string>(schemaPlaces.map),
};

const isSchema = (value: unknown): boolean => typeof value === "boolean" || isRecord(value);

/** Only definitions of the schema itself have names; any other reference is left unread. */
const refTo = (ref: string): readonly (readonly [string, string])[] => {
  const [, name] = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(ref) ?? [];
  return name === undefined ? [] : [["$ref", `#/$defs/${name}`]];
};

const typeNames = new Set(["string", "number", "integer", "boolean", "object", "array", "null"]);

const typesIn = (value: unknown): readonly (readonly [string, unknown])[] => {
  const names = [value].flat().filter((name) => typeof name === "string" && typeNames.has(name));
  return names.length === 0 ? [] : [["type", names.length === 1 ? names[0] : names]];
};

const stringsIn = (key: string, value: unknown): readonly (readonly [string, unknown])[] =>
  Array.isArray(value) ? [[key, value.filter((one) => typeof one === "string")]] : [];
