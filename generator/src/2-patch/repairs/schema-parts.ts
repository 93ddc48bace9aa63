import { isObject, type Json, type JsonObject } from "../../document/json.js";
import { alternativesOf, createFollower, partsOf } from "../../document/refs.js";
import type { WalkSpot } from "../../document/walk.js";
import { quoted, upstream } from "../../report/index.js";
import { defineRepair, oneChange, type RepairChange, type Repaired, schemaSpots } from "./repair.js";
import { typesOf } from "./schema-contradictions.js";

/** Repairs of schemas that a value has to fit at once and cannot: parts of `allOf`, and what stands next to a reference. */

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
export const typeAgainstParts = defineRepair<{ type: string }>({
  code: "patch/type-against-parts",
  summary:
    "a type that the schemas next to it refuse: `type: string` next to a reference to an object; the type is left out",
  severity: "warning",
  message: ({ type }) => `No value of type ${type} fits the schemas next to it; the type is left out.`,
  fix: upstream,
  member: "type",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    const follow = createFollower(document);
    return (value, spot) => {
      const parts = typeof value.$ref === "string" ? [value] : partsOf(value);
      const choices = alternativesOf(value);
      if (parts.length + choices.length === 0 || !isSchema(spot)) return undefined;
      const { type, format: _, ...others } = value;
      const own: JsonObject = { type: type ?? null };
      const isRefused = (part: Json): boolean => areDisjoint(own, follow(part));
      if (!parts.some(isRefused) && (choices.length === 0 || !choices.every(isRefused))) return undefined;
      return oneChange(others, { type: typesOf(value).map(String).join(" or ") }, "type");
    };
  },
});

/** The properties that a schema itself describes. */
export const propertiesOf = (part: JsonObject | undefined): JsonObject =>
  isObject(part?.properties) ? part.properties : {};

/** The names in a list such as `required`. */
export const namesIn = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((name): name is string => typeof name === "string") : [];

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
export const requiredInOtherPart = defineRepair<{ names: readonly string[] }>({
  code: "patch/required-in-other-part",
  summary:
    "required in one part of an `allOf`, readOnly or writeOnly in another; required in that direction only",
  severity: "info",
  message: ({ names }) =>
    `${quoted(names)} is required here, but another part declares it readOnly or writeOnly; required in that direction only.`,
  fix: upstream,
  ...ofParts((value, allOf, follow) => {
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
});

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
export const closedParts = defineRepair<Record<never, never>>({
  code: "patch/closed-parts",
  summary: "parts of an `allOf` that forbid or mistype each other's properties; they are opened",
  severity: "warning",
  message: () =>
    'Parts of "allOf" forbid each other\'s properties ("additionalProperties"); all properties are allowed.',
  fix: 'Report it upstream: "unevaluatedProperties: false" around the parts closes the whole.',
  ...ofParts((value, allOf, follow) => {
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
});
