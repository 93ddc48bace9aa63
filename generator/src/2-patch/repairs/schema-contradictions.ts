import safeRegex from "safe-regex2";
import { isObject, type Json, type JsonObject } from "../../document/json.js";
import { alternativesOf, createFollower, partsOf } from "../../document/refs.js";
import type { WalkSpot } from "../../document/walk.js";
import { builtIn, oneChange, type RepairChange, type Repaired, schemaSpots } from "./repair.js";

/** The types of a schema apart from null. */
const typesOf = ({ type }: JsonObject): readonly Json[] => {
  const types: readonly Json[] = Array.isArray(type) ? type : [type ?? null];
  return types.filter((name) => name !== null && name !== "null");
};

const jsonType = (value: Json): string => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value; // string, boolean and object are called the same
};

const isOf = (value: Json, type: Json): boolean =>
  jsonType(value) === type || (type === "number" && typeof value === "number");

/** `type: array, enum: [up, down]`: no list is one of these; they are the values of its items. */
export const enumOnArray = builtIn("patch/enum-on-array", {
  member: "enum",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot) => {
      const { enum: choices, ...others } = value;
      if (!Array.isArray(choices) || choices.length === 0 || !isSchema(spot)) return undefined;
      const [type, ...more] = typesOf(value);
      if (type !== "array" || more.length > 0 || choices.some((one) => isObject(one) || Array.isArray(one)))
        return undefined;
      const { items = {} } = value;
      const open = isObject(items) && items.enum === undefined && typeof items.$ref !== "string";
      const result = open ? { ...others, items: { ...items, enum: choices } } : others;
      return oneChange(result, { choices, moved: open });
    };
  },
});

const scalarTypes: ReadonlySet<Json> = new Set(["string", "number", "integer", "boolean", "object"]);

/** Digits that a number of JavaScript cannot hold stay text, as they do wherever big integers travel. */
const mayBe = (value: Json, type: Json): boolean =>
  isOf(value, type) ||
  ((type === "integer" || type === "number") && typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value));

/** `type: integer, enum: [low, high]`: no value is both. The values win, since somebody wrote each of them. */
export const enumAgainstType = builtIn("patch/enum-against-type", {
  member: "type",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot) => {
      const list = Array.isArray(value.enum) ? value.enum : [];
      const choices: readonly Json[] = Object.hasOwn(value, "const") ? [value.const ?? null] : list;
      const types = typesOf(value);
      if (choices.length === 0 || types.length === 0 || !isSchema(spot)) return undefined;
      if (!types.every((type) => scalarTypes.has(type))) return undefined;
      const values = choices.filter((choice) => choice !== null);
      if (values.length === 0 || values.some((choice) => types.some((type) => mayBe(choice, type))))
        return undefined;
      const [first = "", ...rest] = new Set(values.map(jsonType));
      const { type: _, format: _format, ...others } = value;
      const admitsNull = Array.isArray(value.type) && value.type.includes("null");
      const type = admitsNull ? [first, "null"] : first;
      const result = rest.length === 0 ? { type, ...others } : others;
      return oneChange(result, {
        type: types.map(String).join(" or "),
        to: rest.length === 0 ? first : "any",
      });
    };
  },
});

const isNumeric = (type: Json): boolean => type === "number" || type === "integer";

/** Whether no value is of both schemas, by what they say of types alone. */
const areDisjoint = (a: JsonObject = {}, b: JsonObject = {}): boolean => {
  const [types, others] = [typesOf(a), typesOf(b)];
  if (types.length === 0 || others.length === 0) return false;
  const fits = (one: Json, other: Json): boolean => one === other || (isNumeric(one) && isNumeric(other));
  return !types.some((one) => others.some((other) => fits(one, other)));
};

/**
 * `type: string` next to a reference to an object, `type: object` around alternatives that are texts: no value is both.
 * The other schema wins, since its rules were written for its type.
 */
export const typeAgainstParts = builtIn("patch/type-against-parts", {
  member: "type",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    const follow = createFollower(document);
    return (value, spot) => {
      const { type, format: _, ...others } = value;
      const parts = typeof value.$ref === "string" ? [value] : partsOf(value);
      const choices = alternativesOf(value);
      if (parts.length + choices.length === 0 || !isSchema(spot)) return undefined;
      const own: JsonObject = { type: type ?? null };
      const isRefused = (part: Json): boolean => areDisjoint(own, follow(part));
      if (!parts.some(isRefused) && (choices.length === 0 || !choices.every(isRefused))) return undefined;
      return oneChange(others, { type: typesOf(value).map(String).join(" or ") }, "type");
    };
  },
});

/** Whether a text has a pattern; undefined where that cannot be told, or only in a long time. */
const hasPattern = (text: string, pattern: string): boolean | undefined => {
  try {
    return safeRegex(pattern) ? new RegExp(pattern, "u").test(text) : undefined;
  } catch {
    return undefined;
  }
};

/** Whether a value keeps to a limit. */
const limits: Readonly<Record<string, (value: Json, limit: number) => boolean>> = {
  minLength: (value, limit) => typeof value !== "string" || [...value].length >= limit,
  maxLength: (value, limit) => typeof value !== "string" || [...value].length <= limit,
  minimum: (value, limit) => typeof value !== "number" || value >= limit,
  maximum: (value, limit) => typeof value !== "number" || value <= limit,
};

/** `enum: [unchanged], maxLength: 4`: no text is both. The values win, since somebody wrote each of them. */
export const enumAgainstLimits = builtIn("patch/enum-against-limits", {
  member: "enum",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot) => {
      const choices = value.enum;
      if (!Array.isArray(choices) || !isSchema(spot)) return undefined;
      const keywords = [...Object.keys(limits), "pattern"].filter((keyword) => {
        const limit = value[keyword];
        if (keyword === "pattern" && typeof limit === "string")
          return choices.some((choice) => typeof choice === "string" && hasPattern(choice, limit) === false);
        return (
          typeof limit === "number" && choices.some((choice) => limits[keyword]?.(choice, limit) === false)
        );
      });
      if (keywords.length === 0) return undefined;
      const kept = Object.entries(value).filter(([key]) => !keywords.includes(key));
      return oneChange(Object.fromEntries(kept), { keywords });
    };
  },
});

/** Formats whose texts have a length. */
const lengths: Readonly<Record<string, readonly [least: number, most: number]>> = {
  uuid: [36, 36],
  date: [10, 10],
  "date-time": [20, Number.POSITIVE_INFINITY],
  time: [9, Number.POSITIVE_INFINITY],
  email: [3, 320],
  ipv4: [7, 15],
  ipv6: [2, 45],
  uri: [3, Number.POSITIVE_INFINITY],
};

/** `format: uuid, maxLength: 20`: no text is both. The length is what the server checks more often. */
export const formatAgainstLength = builtIn("patch/format-against-length", {
  member: "format",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot) => {
      const { format, ...others } = value;
      if (typeof format !== "string" || !Object.hasOwn(lengths, format) || !isSchema(spot)) return undefined;
      const [least, most] = lengths[format] ?? [0, 0];
      const { minLength, maxLength } = value;
      const [shortest, longest] = [Number(minLength ?? 0), Number(maxLength ?? Number.POSITIVE_INFINITY)];
      if (!(longest < least || shortest > most)) return undefined;
      return oneChange(others, { format, keyword: longest < least ? "maxLength" : "minLength" }, "format");
    };
  },
});

const propertiesOf = (part: JsonObject | undefined): JsonObject =>
  isObject(part?.properties) ? part.properties : {};

/** A repair of schemas with an `allOf`: it gets the schema, the parts as they stand, and what leads to the schema of one. */
const ofParts = <Params>(
  repair: (
    value: JsonObject,
    allOf: readonly Json[],
    follow: ReturnType<typeof createFollower>,
  ) => Repaired<Params> | undefined,
) => ({
  member: "allOf",
  begin: (document: JsonObject) => {
    const isSchema = schemaSpots(document);
    const follow = createFollower(document);
    return (value: JsonObject, spot: WalkSpot) =>
      Array.isArray(value.allOf) && isSchema(spot) ? repair(value, value.allOf, follow) : undefined;
  },
});

/** Properties that only one direction has, by name, of some parts of an `allOf`. */
const oneWay = (parts: readonly (JsonObject | undefined)[]): ReadonlyMap<string, JsonObject> =>
  new Map(
    parts.flatMap((part) =>
      Object.entries(propertiesOf(part)).flatMap(([name, property]) =>
        isObject(property) && (property.readOnly === true || property.writeOnly === true)
          ? [[name, property] as const]
          : [],
      ),
    ),
  );

/**
 * One part of an `allOf` requires a property that another part declares as readOnly (or writeOnly). The part that
 * requires it gets the declaration too: readers then see that it is required in one direction only (OpenAPI 3.0
 * section 4.7.24.1), where each part is read by itself.
 */
export const requiredInOtherPart = builtIn(
  "patch/required-in-other-part",
  ofParts((value, allOf, follow) => {
    const names = oneWay([value, ...allOf.map(follow)]);
    if (names.size === 0) return undefined;
    const changes: RepairChange<{ readonly names: readonly string[] }>[] = [];
    const add = (part: JsonObject, ...at: readonly (string | number)[]): JsonObject => {
      const own = propertiesOf(part);
      const required: readonly Json[] = Array.isArray(part.required) ? part.required : [];
      const missing = required.filter(
        (name): name is string => typeof name === "string" && names.has(name) && !Object.hasOwn(own, name),
      );
      if (missing.length === 0) return part;
      changes.push({ at, params: { names: missing } });
      const added = missing.map((name) => [name, names.get(name) ?? {}] as const);
      return { ...part, properties: { ...own, ...Object.fromEntries(added) } };
    };
    const parts = allOf.map((part: Json, index) =>
      isObject(part) && typeof part.$ref !== "string" ? add(part, "allOf", index) : part,
    );
    const result = add({ ...value, allOf: parts });
    return changes.length === 0 ? undefined : { value: result, changes };
  }),
);

const known = new WeakMap<JsonObject, boolean>();

/** Whether references lead from a schema back to it: a copy of it would have to hold copies without end. */
export const reachesItself = (
  schema: JsonObject,
  follow: (value: Json) => JsonObject | undefined,
): boolean => {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const seen = new Set<Json>();
  const open: Json[] = Object.values(schema);
  let leadsBack = false;
  for (let next = open.pop(); next !== undefined && !leadsBack; next = open.pop()) {
    const value = isObject(next) ? (follow(next) ?? next) : next;
    leadsBack = value === schema;
    if (value === null || typeof value !== "object" || seen.has(value)) continue;
    seen.add(value);
    for (const inner of Object.values(value)) open.push(inner);
  }
  known.set(schema, leadsBack);
  return leadsBack;
};

/** What a part says of properties that it does not name; undefined: they may be anything. */
const ruleForOthers = (part: JsonObject | undefined): false | JsonObject | undefined => {
  const rule = part?.additionalProperties;
  return rule === false || isObject(rule) ? rule : undefined;
};

/**
 * Parts of an `allOf` that forbid what the others declare, or want it to be of another type: no object fits all of them.
 * They are opened, a shared one in a copy. A base with a discriminator stays, since its heirs are found by the reference.
 */
export const closedParts = builtIn(
  "patch/closed-parts",
  ofParts((value, allOf, follow) => {
    const parts = allOf.map(follow);
    const all = [value, ...parts];
    const declared = all.flatMap((part) => Object.entries(propertiesOf(part)));
    const forbids = (part: JsonObject | undefined): boolean => {
      const rule = ruleForOthers(part);
      if (part === undefined || rule === undefined) return false;
      if (part.discriminator !== undefined || part.patternProperties !== undefined) return false;
      return declared.some(
        ([name, property]) =>
          !Object.hasOwn(propertiesOf(part), name) &&
          (rule === false || areDisjoint(follow(rule), follow(property))),
      );
    };
    if (!all.some(forbids)) return undefined;
    let changed = forbids(value);
    const opened = allOf.map((part: Json, index): Json => {
      const whole = parts[index];
      if (whole === undefined || !forbids(whole) || reachesItself(whole, follow)) return part;
      const { additionalProperties: _, ...open } = whole;
      changed = true;
      return open;
    });
    if (!changed) return undefined;
    const { additionalProperties: _, ...others } = value;
    return oneChange({ ...(forbids(value) ? others : value), allOf: opened }, {});
  }),
);
