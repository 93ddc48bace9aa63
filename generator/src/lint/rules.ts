import { isRecord, listLimits, ruleSets, schemaPlaces } from "@jackfield/contract";
import type { Client, Flaw, LintRule, Listing, ToolSubject } from "./types.js";

type ListedSchema = Readonly<Record<string, unknown>>;

/** A schema inside an input schema, with the keyword that holds it. */
export type SchemaNode = {
  readonly schema: ListedSchema;
  readonly path: readonly (string | number)[];
  /** `""` for the input schema itself. */
  readonly keyword: string;
};

/** Deeper than any client reads; a list may come from anywhere. */
const deepest = 100;

/** Every schema of an input schema, parents first. */
export const schemaNodes = (root: unknown): readonly SchemaNode[] => {
  const nodes: SchemaNode[] = [];
  const visit = (schema: unknown, path: SchemaNode["path"], keyword: string): void => {
    if (!isRecord(schema) || path.length > deepest) return;
    nodes.push({ schema, path, keyword });
    for (const key of schemaPlaces.one) if (isRecord(schema[key])) visit(schema[key], [...path, key], key);
    for (const key of schemaPlaces.list) {
      const list: unknown = schema[key];
      if (Array.isArray(list))
        for (const [at, inner] of list.entries()) visit(inner, [...path, key, at], key);
    }
    for (const key of schemaPlaces.map) {
      const map = schema[key];
      if (isRecord(map))
        for (const [name, inner] of Object.entries(map)) visit(inner, [...path, key, name], key);
    }
  };
  visit(root, ["inputSchema"], "");
  return nodes;
};

const flaw = (wrong: boolean, what: string): Flaw | undefined => (wrong ? { what } : undefined);

const all: readonly Client[] = ruleSets;

const mostNamed = 5;

/** Names in back-ticks; of many only the first, and how many more there are. */
export const firstNames = (names: readonly string[]): string => {
  const shown = names.slice(0, mostNamed).map((name) => `\`${name.slice(0, 80)}\``);
  const left = names.length - shown.length;
  return `${shown.join(", ")}${left === 0 ? "" : ` and ${left} more`}`;
};

/** Of the list as a whole. */
export const listRules: readonly LintRule<Listing>[] = [
  {
    code: "lint/duplicate-name",
    clients: all,
    find({ tools }) {
      const counts = new Map<string, number>();
      for (const { name } of tools) counts.set(name, (counts.get(name) ?? 0) + 1);
      const twice = [...counts].flatMap(([name, count]) => (count > 1 ? [name] : []));
      return flaw(twice.length > 0, firstNames(twice));
    },
  },
  {
    code: "lint/too-many-tools",
    clients: ["openai", "cursor", "vscode"],
    find({ tools }, client) {
      const most = listLimits[client].tools ?? Number.POSITIVE_INFINITY;
      return flaw(tools.length > most, `${tools.length} tools, of at most ${most}`);
    },
  },
];

/** Of a tool. */
export const toolRules: readonly LintRule<ToolSubject>[] = [
  {
    code: "lint/tool-name",
    clients: ["anthropic", "openai", "gemini", "vscode"],
    find: ({ tool }, client) =>
      flaw(
        listLimits[client].name?.test(tool.name) === false,
        "is longer than 64 characters, or has others than letters, digits, _ and -",
      ),
  },
  {
    code: "lint/long-name",
    clients: ["anthropic", "cursor", "vscode"],
    find({ tool, server }, client) {
      const limit = listLimits[client].fullName;
      const length = limit?.with(server, tool.name).length ?? 0;
      const wrong =
        limit !== undefined && length > limit.most && (listLimits[client].name?.test(tool.name) ?? true);
      return flaw(
        wrong,
        `has ${length} characters together with the server's name, of at most ${limit?.most}`,
      );
    },
  },
  {
    code: "lint/long-description",
    clients: ["anthropic"],
    find({ tool }, client) {
      const most = listLimits[client].description ?? Number.POSITIVE_INFINITY;
      const { length } = tool.description ?? "";
      return flaw(length > most, `has a description of ${length} characters, of which ${most}`);
    },
  },
  {
    code: "lint/root-not-object",
    clients: all,
    find: ({ tool }) => flaw(!isRecord(tool.inputSchema) || tool.inputSchema.type !== "object", "no object"),
  },
  {
    code: "lint/root-combination",
    clients: ["anthropic", "openai"],
    find({ tool: { inputSchema } }) {
      const keyword = ["oneOf", "anyOf", "allOf"].find(
        (key) => isRecord(inputSchema) && inputSchema[key] !== undefined,
      );
      return flaw(keyword !== undefined, `has ${keyword} at the root of its schema`);
    },
  },
  {
    code: "lint/argument-name",
    clients: ["anthropic"],
    find({ tool: { inputSchema } }, client) {
      const properties =
        isRecord(inputSchema) && isRecord(inputSchema.properties) ? inputSchema.properties : {};
      const wrong = Object.keys(properties).filter((key) => listLimits[client].argument?.test(key) === false);
      return flaw(wrong.length > 0, wrong.map((key) => `\`${key.slice(0, 80)}\``).join(", "));
    },
  },
];

/** Where a schema says what a value is; elsewhere (`not`, `if`, a part of `allOf`) saying nothing is usual. */
const values = new Set(["properties", "items", "prefixItems", "anyOf", "oneOf"]);

const says = (schema: ListedSchema, ...keywords: readonly string[]): string | undefined =>
  keywords.find((keyword) => schema[keyword] !== undefined);

const types = ({ type }: ListedSchema): readonly unknown[] => (Array.isArray(type) ? type : [type]);

/** Keywords that the schema dialect of Gemini's function declarations lacks. */
const unknownToGemini = `$schema $id $anchor $dynamicRef $comment const not if then else prefixItems contains
  patternProperties propertyNames dependentSchemas dependentRequired unevaluatedItems unevaluatedProperties`.split(
  /\s+/,
);

/** Of each schema in a tool. */
export const schemaRules: readonly LintRule<SchemaNode>[] = [
  {
    code: "lint/array-without-items",
    clients: ["openai", "vscode"],
    find: ({ schema }) =>
      flaw(
        types(schema).includes("array") && !says(schema, "items", "prefixItems"),
        "is a list without items",
      ),
  },
  {
    code: "lint/object-without-properties",
    clients: ["openai"],
    find: ({ schema }) =>
      flaw(
        types(schema).includes("object") &&
          !says(schema, "properties", "additionalProperties", "anyOf", "oneOf", "allOf", "$ref"),
        "is an object without properties",
      ),
  },
  {
    code: "lint/reference",
    clients: ["gemini"],
    find({ schema }) {
      const keyword = says(schema, "$ref", "$defs", "definitions");
      return flaw(keyword !== undefined, `has ${keyword}`);
    },
  },
  {
    code: "lint/unknown-keyword",
    clients: ["gemini"],
    find({ schema }) {
      const keyword = says(schema, ...unknownToGemini);
      return flaw(keyword !== undefined, `has \`${keyword}\``);
    },
  },
  {
    code: "lint/several-types",
    clients: ["gemini"],
    // Null behind the one other type is harmless: a client that takes the first type loses nothing but null.
    find: ({ schema: { type } }) =>
      flaw(Array.isArray(type) && (type.length > 2 || type[1] !== "null"), "has a list of types"),
  },
  {
    code: "lint/branch-without-type",
    clients: ["gemini"],
    find: ({ schema, keyword }) =>
      flaw(
        (keyword === "anyOf" || keyword === "oneOf") &&
          !says(schema, "type", "$ref", "anyOf", "oneOf", "allOf"),
        "is an alternative without a type",
      ),
  },
  {
    code: "lint/dialect",
    clients: ["vscode"],
    find({ schema }) {
      const keyword = says(schema, "$dynamicRef", "unevaluatedProperties", "unevaluatedItems");
      const newer = typeof schema.$schema === "string" && schema.$schema.includes("2020-12");
      return flaw(keyword !== undefined || newer, `has ${keyword ?? "$schema 2020-12"}`);
    },
  },
  {
    code: "lint/untyped-argument",
    clients: ["anthropic"],
    find: ({ schema, keyword }) =>
      flaw(
        values.has(keyword) && !says(schema, "type", "enum", "const", "$ref", "anyOf", "oneOf", "allOf"),
        "does not say its type",
      ),
  },
  {
    code: "lint/nullable-object",
    clients: ["anthropic"],
    find({ schema }) {
      const branches = [schema.anyOf, schema.oneOf].find(Array.isArray)?.filter(isRecord) ?? [];
      const isNull = branches.some(({ type }) => type === "null");
      const deep = branches.some((branch) => says(branch, "$ref", "properties", "items"));
      return flaw(isNull && deep, "is an object or a list, or null");
    },
  },
];
