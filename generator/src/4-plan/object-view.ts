import { type Definitions, partsOf, type Schema, type SchemaObject } from "../3-model/index.js";

/** An object schema whose fields may stand next to the parameters, because no rule is about the object as a whole. */
export type ObjectView = {
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
  /** Alternatives of which fields must be given together; each list is one `anyOf` or `oneOf` of required sets. */
  readonly choices: readonly Choice[];
};

export type Choice = { readonly kind: "anyOf" | "oneOf"; readonly sets: readonly (readonly string[])[] };

/** Keywords that leave the fields of an object free to stand alone. */
const harmless = new Set<keyof SchemaObject>([
  "type",
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "writeOnly",
  "properties",
  "required",
  "allOf",
  "anyOf",
  "oneOf",
  "additionalProperties",
  "minProperties",
  "discriminator",
  "xml",
  "$ref",
  "unevaluatedProperties",
]);

/** The fields of an object schema, `allOf` merged; undefined when the object must stay whole. */
export const objectView = (
  schema: Schema,
  definitions: Definitions,
  // A schema that was merged once has nothing new to say, which also ends circles and doublings.
  seen: Set<Schema> = new Set(),
): ObjectView | undefined => {
  if (typeof schema === "boolean") return undefined;
  if (seen.has(schema)) return { properties: {}, required: [], choices: [] };
  seen.add(schema);
  if (Object.keys(schema).some((keyword) => !harmless.has(keyword as keyof SchemaObject))) return undefined;
  if (schema.additionalProperties !== undefined && schema.additionalProperties !== false) return undefined;
  if (schema.unevaluatedProperties !== undefined && schema.unevaluatedProperties !== false) return undefined;
  const types = schema.type === undefined ? ["object"] : [schema.type].flat();
  if (!types.includes("object") || types.some((type) => type !== "object" && type !== "null"))
    return undefined;

  const members: ObjectView[] = [];
  for (const part of partsOf(schema, definitions)) {
    const view = objectView(part, definitions, seen);
    if (!view) return undefined;
    members.push(view);
  }
  const choices = [readChoice("anyOf", schema.anyOf), readChoice("oneOf", schema.oneOf)];
  if (choices.includes("other")) return undefined;
  const own = { properties: schema.properties ?? {}, required: schema.required ?? [] };
  const merged = [...members, { ...own, choices: choices.filter((choice) => typeof choice === "object") }];
  const properties = mergeProperties(merged.map((view) => view.properties));
  const least = leastProperties(schema.minProperties, Object.keys(properties));
  if (least === "other") return undefined;
  return {
    properties,
    // Names that no field bears stay in: they may belong to a field of a schema above this one.
    required: [...new Set(merged.flatMap((view) => view.required))],
    choices: [...merged.flatMap((view) => view.choices), ...least],
  };
};

/** Alternatives that only say which fields must be there can be told apart from the fields themselves. */
const readChoice = (
  kind: Choice["kind"],
  branches: readonly Schema[] | undefined,
): Choice | "none" | "other" => {
  if (branches === undefined) return "none";
  const sets = branches.map((branch) =>
    typeof branch === "object" &&
    Object.keys(branch).every((key) => ["required", "title", "description"].includes(key))
      ? (branch.required ?? [])
      : undefined,
  );
  return sets.every((set) => set !== undefined) ? { kind, sets } : "other";
};

/** `minProperties: 1` is a choice of one field out of all; more cannot be said field by field. */
const leastProperties = (least: number | undefined, keys: readonly string[]): readonly Choice[] | "other" => {
  if (least === undefined || least === 0) return [];
  return least === 1 ? [{ kind: "anyOf", sets: keys.map((key) => [key]) }] : "other";
};

const mergeProperties = (all: readonly Readonly<Record<string, Schema>>[]): Record<string, Schema> => {
  const merged = new Map<string, Schema>();
  for (const [key, schema] of all.flatMap((properties) => Object.entries(properties))) {
    const before = merged.get(key);
    const same = before === undefined || JSON.stringify(before) === JSON.stringify(schema);
    merged.set(key, same ? schema : bothOf(before, schema));
  }
  return Object.fromEntries(merged);
};

/** What one part forbids, no value fits. */
const bothOf = (a: Schema, b: Schema): Schema => a !== false && b !== false && { allOf: [a, b] };
