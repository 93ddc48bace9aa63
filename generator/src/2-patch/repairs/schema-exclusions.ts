import { isObject, type Json, type JsonObject } from "../../document/json.js";
import { createFollower } from "../../document/refs.js";
import { quoted, upstream } from "../../report/index.js";
import { defineRepair, oneChange, schemaSpots } from "./repair.js";
import { namesIn, propertiesOf, reachesItself } from "./schema-parts.js";

/** The field that a schema forbids where it stands under `not`: `required` names it alone, and nothing else is said. */
const forbiddenBy = (schema: Json): string | undefined => {
  if (!isObject(schema) || Object.keys(schema).some((key) => key !== "required" && key !== "type"))
    return undefined;
  const [name, ...others] = namesIn(schema.required);
  return others.length === 0 ? name : undefined;
};

/** The fields that the `not` of a schema excludes; undefined when it says anything else. */
const excludedByNot = ({ not }: JsonObject): readonly string[] | undefined => {
  if (!isObject(not)) return undefined;
  const choice = Array.isArray(not.anyOf) && Object.keys(not).length === 1 ? not.anyOf : [not];
  const names = choice.map(forbiddenBy);
  return names.every((name) => name !== undefined) ? names : undefined;
};

/** A property that no value fits. */
const isNothing = (property: Json | undefined): boolean =>
  property === false ||
  (isObject(property) &&
    (property.not === true || (isObject(property.not) && Object.keys(property.not).length === 0)));

const excludedIn = (part: JsonObject | undefined): readonly string[] => {
  const properties = propertiesOf(part);
  return [
    ...Object.keys(properties).filter((name) => isNothing(properties[name])),
    ...((part && excludedByNot(part)) ?? []),
  ];
};

const without = (part: JsonObject, names: ReadonlySet<string>): JsonObject => {
  const { required, ...rest } = part;
  const left = namesIn(required).filter((name) => !names.has(name));
  return left.length === 0 ? rest : { ...rest, required: left };
};

/**
 * `not: { required: [x] }` takes a field away, as `x: { not: {} }` does. Where another part of the same object requires
 * it, no object fits both; the author of the exclusion knew of the field, so the exclusion wins. A shared part changes
 * in a copy. A base with a discriminator stays, since its heirs are found by the reference.
 */
export const excludedField = defineRepair<{ names: readonly string[]; required: boolean }>({
  code: "patch/excluded-field",
  summary: "a field that `not` takes away, whether or not another part requires it; read as never given",
  severity: "info",
  message: ({ names, required }) =>
    `No value is valid for ${quoted(names)} here${required ? ", though a part of the schema requires it" : ""}; removed from the schema.`,
  fix: upstream,
  begin: (document) => {
    const isSchema = schemaSpots(document);
    const follow = createFollower(document);
    return (value, spot) => {
      const { allOf } = value;
      if (value.not === undefined && value.properties === undefined && allOf === undefined) return undefined;
      if (!isSchema(spot)) return undefined;
      const list: readonly Json[] = Array.isArray(allOf) ? allOf : [];
      const parts = list.map(follow);
      const byNot = excludedByNot(value) ?? [];
      const excluded = new Set([value, ...parts].flatMap(excludedIn));
      if (excluded.size === 0) return undefined;
      const requires = (part: JsonObject | undefined): part is JsonObject =>
        part !== undefined &&
        part.discriminator === undefined &&
        (part === value || !reachesItself(part, follow)) &&
        namesIn(part.required).some((name) => excluded.has(name));
      const required = [value, ...parts].filter(requires).flatMap((part) => namesIn(part.required));
      const names = [...excluded].filter((name) => byNot.includes(name) || required.includes(name));
      if (names.length === 0) return undefined;
      const kept = list.map((part, at): Json => {
        const whole = parts[at];
        return requires(whole) ? without(whole, excluded) : part;
      });
      const { not: _not, ...rest } = value;
      const base = without(byNot.length > 0 ? rest : value, excluded);
      const added = Object.fromEntries(byNot.map((name) => [name, { not: {} }]));
      const result = {
        ...base,
        ...(byNot.length > 0 && { properties: { ...propertiesOf(value), ...added } }),
        ...(Array.isArray(allOf) && { allOf: kept }),
      };
      return oneChange(result, { names, required: names.some((name) => required.includes(name)) });
    };
  },
});
